use super::answers::Answers;
use super::text::quoted;
use super::{Ci, config};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The repository that this program was released from, if it was.
pub(super) fn own() -> Option<&'static str> {
    env!("CARGO_PKG_REPOSITORY").strip_prefix("https://github.com/")
}

/// `owner/repository`, and nothing that YAML or the runner would take for more.
pub(super) fn repository(text: &str) -> Result<String, String> {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    let is_name = |it: &str| !it.is_empty() && it.chars().all(is_plain);
    match text.split_once('/') {
        Some((owner, name)) if is_name(owner) && is_name(name) => Ok(text.to_owned()),
        _ => Err("write it as OWNER/REPOSITORY".to_owned()),
    }
}

/// Where the workflow belongs.
pub(super) fn path(ci: Ci) -> &'static str {
    match ci {
        Ci::Github => ".github/workflows/memberspec.yml",
        Ci::Gitlab => ".gitlab/memberspec.yml",
    }
}

/// A workflow that checks the site every day, with memberspec from a repository on GitHub.
pub(super) fn text(ci: Ci, answers: &Answers, repository: &str) -> String {
    match ci {
        Ci::Github => github(answers, repository),
        Ci::Gitlab => gitlab(answers, repository),
    }
}

fn github(answers: &Answers, repository: &str) -> String {
    let Answers { name, .. } = answers;
    let configuration = config::NAME;
    let key_file = match &answers.credentials {
        Some(file) => format!(
            r#"      - name: Write the key file
        env:
          FILE: {}
          KEY: ${{{{ secrets.MEMBERSPEC_KEY }}}}
          SECRET: ${{{{ secrets.MEMBERSPEC_SECRET }}}}
        run: |
          umask 077
          mkdir -p "$(dirname "$FILE")"
          printf '%s\n' "$KEY" "$SECRET" >"$FILE"
"#,
            quoted(file)
        ),
        None => String::new(),
    };
    let key_inputs = match answers.credentials {
        Some(_) => "",
        None => {
            "          key: ${{ secrets.MEMBERSPEC_KEY }}\n          secret: ${{ \
             secrets.MEMBERSPEC_SECRET }}\n"
        }
    };
    // A name may read as a number or as null.
    let target = quoted(name);
    let check = format!(
        "      - name: Check
        uses: {repository}@v{VERSION}
        with:
          target: {target}
{key_inputs}          arguments: |
            --config
            {configuration}
"
    );
    format!(
        "# Checks the site that {configuration} names. The secrets MEMBERSPEC_KEY and MEMBERSPEC_SECRET of the
# repository hold its key, which may be read-only.
name: memberspec

on:
  schedule:
    - cron: \"17 5 * * *\"
  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: memberspec

jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
{key_file}{check}"
    )
}

fn gitlab(answers: &Answers, repository: &str) -> String {
    let Answers { name, .. } = answers;
    let configuration = config::NAME;
    let (variables, key_file) = match &answers.credentials {
        Some(file) => (
            format!("  variables:\n    KEY_FILE: {}\n", quoted(file)),
            "    - umask 077\n    - mkdir -p \"$(dirname \"$KEY_FILE\")\"\n    - printf '%s\\n' \
             \"$MEMBERSPEC_KEY\" \"$MEMBERSPEC_SECRET\" >\"$KEY_FILE\"\n",
        ),
        None => (String::new(), ""),
    };
    format!(
        "# Checks the site that {configuration} names. Include it in .gitlab-ci.yml:
#   include:
#     - local: {path}
# The masked variables MEMBERSPEC_KEY and MEMBERSPEC_SECRET hold the site's key, which may be read-only.
# A pipeline schedule starts it.
memberspec:
  image: rust:1-slim
  rules:
    - if: $CI_PIPELINE_SOURCE == \"schedule\"
    - if: $CI_PIPELINE_SOURCE == \"web\"
{variables}  script:
    - cargo install --git https://github.com/{repository} --tag v{VERSION} --locked memberspec
{key_file}    - memberspec check {name} --config {configuration} --report junit=memberspec.xml
  artifacts:
    when: always
    reports:
      junit: memberspec.xml
",
        path = path(Ci::Gitlab)
    )
}

#[cfg(test)]
mod tests {
    use super::repository;

    #[test]
    fn the_action_is_a_repository_and_nothing_else() {
        assert_eq!(repository("a-b/memberspec.x").unwrap(), "a-b/memberspec.x");
        for wrong in ["", "a", "a/", "/b", "a/b/c", "a/b@v1", "a/b\n", "a b/c"] {
            assert!(repository(wrong).is_err(), "{wrong}");
        }
    }
}
