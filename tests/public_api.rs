//! The public API of the library is the one that is committed: `snapshots/public-api.snap`. It is
//! read from the source, so that any toolchain can do it. `INSTA_UPDATE=always cargo test --test
//! public_api` writes it anew.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, TraitItem, UseTree, Visibility};

type Name = Vec<String>;

/// The source of the crate.
#[derive(Default)]
struct Crate {
    /// The modules by path, each with its items.
    modules: BTreeMap<Name, Vec<Item>>,
    /// What types have of their own, by where they stand.
    methods: BTreeMap<(Name, String), Vec<String>>,
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn has(attributes: &[Attribute], path: &str, word: &str) -> bool {
    attributes
        .iter()
        .any(|it| it.path().is_ident(path) && it.meta.to_token_stream().to_string().contains(word))
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        Item::Static(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Trait(it) => &it.attrs,
        Item::Type(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}

/// The name of an item, and whether its own words make it public.
fn named(item: &Item) -> Option<(String, bool)> {
    let (name, visibility) = match item {
        Item::Const(it) => (&it.ident, &it.vis),
        Item::Enum(it) => (&it.ident, &it.vis),
        Item::Fn(it) => (&it.sig.ident, &it.vis),
        Item::Mod(it) => (&it.ident, &it.vis),
        Item::Static(it) => (&it.ident, &it.vis),
        Item::Struct(it) => (&it.ident, &it.vis),
        Item::Trait(it) => (&it.ident, &it.vis),
        Item::Type(it) => (&it.ident, &it.vis),
        _ => return None,
    };
    Some((name.to_string(), is_public(visibility)))
}

/// What a `use` brings in: each path with the name that it has from then on.
fn leaves(tree: &UseTree, before: &[String], found: &mut Vec<(Name, String)>) {
    let joined = |name: &syn::Ident| [before, &[name.to_string()]].concat();
    match tree {
        UseTree::Path(it) => leaves(&it.tree, &joined(&it.ident), found),
        UseTree::Name(it) if it.ident == "self" => {
            let name = before.last().cloned().unwrap_or_default();
            found.push((before.to_vec(), name));
        }
        UseTree::Name(it) => found.push((joined(&it.ident), it.ident.to_string())),
        UseTree::Rename(it) => found.push((joined(&it.ident), it.rename.to_string())),
        UseTree::Group(it) => it.items.iter().for_each(|it| leaves(it, before, found)),
        UseTree::Glob(_) => {}
    }
}

/// The tokens of something as they are commonly written.
fn text(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" ,", ","),
        (" < ", "<"),
        ("< ", "<"),
        (" <", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" :", ":"),
        (" ;", ";"),
        ("[ ", "["),
        (" ]", "]"),
        ("-> ", " -> "),
        ("  ", " "),
        (",)", ")"),
    ] {
        text = text.replace(from, to);
    }
    text
}

impl Crate {
    fn read(root: &Path) -> Self {
        let mut read = Self::default();
        let items = syn::parse_file(&fs::read_to_string(root.join("lib.rs")).unwrap()).unwrap();
        read.add(Vec::new(), root, items.items);
        read.methods = read.find_methods();
        read
    }

    fn add(&mut self, path: Name, folder: &Path, items: Vec<Item>) {
        let items: Vec<Item> = items
            .into_iter()
            .filter(|item| !has(attributes(item), "cfg", "test"))
            .collect();
        for item in &items {
            let Item::Mod(module) = item else { continue };
            let name = module.ident.to_string();
            let inside = [path.as_slice(), std::slice::from_ref(&name)].concat();
            let below = folder.join(&name);
            let content = match &module.content {
                Some((_, content)) => content.clone(),
                None => {
                    let files = [folder.join(format!("{name}.rs")), below.join("mod.rs")];
                    let file = files.into_iter().find(|file| file.is_file());
                    // What a feature replaces is named by an attribute.
                    let Some(file) = file else { continue };
                    let source = fs::read_to_string(&file).unwrap();
                    syn::parse_file(&source).unwrap().items
                }
            };
            self.add(inside, &below, content);
        }
        self.modules.insert(path, items);
    }

    /// Where the item that a module knows by a name stands, and its name there.
    fn resolve(&self, module: &[String], name: &str) -> Option<(Name, String)> {
        let items = self.modules.get(module)?;
        if items.iter().filter_map(named).any(|(it, _)| it == name) {
            return Some((module.to_vec(), name.to_owned()));
        }
        let mut found = Vec::new();
        for item in items {
            if let Item::Use(it) = item {
                leaves(&it.tree, &[], &mut found);
            }
        }
        let (path, _) = found.into_iter().find(|(_, alias)| alias == name)?;
        self.follow(module, &path)
    }

    fn follow(&self, module: &[String], path: &[String]) -> Option<(Name, String)> {
        let (name, path) = path.split_last()?;
        let mut at = module.to_vec();
        for (index, part) in path.iter().enumerate() {
            match part.as_str() {
                "crate" => at.clear(),
                "super" => {
                    at.pop()?;
                }
                "self" => {}
                part => {
                    let (mut inside, name) = match index {
                        0 => self.resolve(&at, part)?,
                        _ => (at.clone(), part.to_owned()),
                    };
                    inside.push(name);
                    at = inside;
                }
            }
        }
        self.resolve(&at, name)
    }

    /// Lists what a module shows.
    fn module(&self, module: &[String], shown: &str, lines: &mut BTreeSet<String>) {
        for item in &self.modules[module] {
            if has(attributes(item), "doc", "hidden") {
                continue;
            }
            if let Item::Use(it) = item
                && is_public(&it.vis)
            {
                let mut found = Vec::new();
                leaves(&it.tree, &[], &mut found);
                for (path, alias) in found {
                    match self.follow(module, &path) {
                        Some((at, name)) => {
                            self.item(&at, &name, &format!("{shown}::{alias}"), lines);
                        }
                        None => {
                            lines.insert(format!("{shown}::{alias} = {}", path.join("::")));
                        }
                    }
                }
            } else if let Some((name, true)) = named(item) {
                self.item(module, &name, &format!("{shown}::{name}"), lines);
            }
        }
    }

    fn item(&self, module: &[String], name: &str, shown: &str, lines: &mut BTreeSet<String>) {
        let items = self.modules[module].iter();
        for item in items.filter(|it| named(it).is_some_and(|(it, _)| it == name)) {
            match item {
                Item::Mod(it) if is_public(&it.vis) => {
                    lines.insert(format!("mod {shown}"));
                    self.module(&[module, &[name.to_owned()]].concat(), shown, lines);
                }
                Item::Const(it) => {
                    lines.insert(format!("{shown}: const {}", text(&it.ty)));
                }
                Item::Static(it) => {
                    lines.insert(format!("{shown}: static {}", text(&it.ty)));
                }
                Item::Type(it) => {
                    lines.insert(format!("{shown}: type {}", text(&it.ty)));
                }
                Item::Fn(it) => {
                    lines.insert(format!("{shown}: {}", text(&it.sig)));
                }
                Item::Struct(it) => {
                    lines.insert(format!("{shown}: struct{}", text(&it.generics)));
                    fields(&it.fields, shown, false, lines);
                    self.methods(module, name, shown, lines);
                }
                Item::Enum(it) => {
                    lines.insert(format!("{shown}: enum{}", text(&it.generics)));
                    for variant in &it.variants {
                        let of = format!("{shown}::{}", variant.ident);
                        lines.insert(format!("{of}: variant"));
                        fields(&variant.fields, &of, true, lines);
                    }
                    self.methods(module, name, shown, lines);
                }
                Item::Trait(it) => {
                    lines.insert(format!("{shown}: trait"));
                    for part in &it.items {
                        if let TraitItem::Fn(it) = part {
                            let of = format!("{shown}::{}", it.sig.ident);
                            lines.insert(format!("{of}: {}", text(&it.sig)));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The public methods and constants of every type, from every file that has some.
    fn find_methods(&self) -> BTreeMap<(Name, String), Vec<String>> {
        let mut methods: BTreeMap<(Name, String), Vec<String>> = BTreeMap::new();
        for (at, items) in &self.modules {
            for item in items {
                let Item::Impl(it) = item else { continue };
                let (None, syn::Type::Path(path)) = (&it.trait_, &*it.self_ty) else {
                    continue;
                };
                let shown: Vec<String> = it.items.iter().filter_map(method).collect();
                let segments = path.path.segments.iter();
                let path: Name = segments.map(|it| it.ident.to_string()).collect();
                if let (false, Some(of)) = (shown.is_empty(), self.follow(at, &path)) {
                    methods.entry(of).or_default().extend(shown);
                }
            }
        }
        methods
    }

    fn methods(&self, module: &[String], name: &str, shown: &str, lines: &mut BTreeSet<String>) {
        let of = self.methods.get(&(module.to_vec(), name.to_owned()));
        lines.extend(of.into_iter().flatten().map(|it| format!("{shown}::{it}")));
    }
}

fn method(part: &ImplItem) -> Option<String> {
    match part {
        ImplItem::Fn(it) if is_public(&it.vis) => {
            Some(format!("{}: {}", it.sig.ident, text(&it.sig)))
        }
        ImplItem::Const(it) if is_public(&it.vis) => {
            Some(format!("{}: const {}", it.ident, text(&it.ty)))
        }
        _ => None,
    }
}

/// The public fields of a struct, or all of a variant.
fn fields(fields: &Fields, of: &str, all: bool, lines: &mut BTreeSet<String>) {
    for (index, field) in fields.iter().enumerate() {
        if all || is_public(&field.vis) {
            let name = field
                .ident
                .as_ref()
                .map_or(index.to_string(), ToString::to_string);
            lines.insert(format!("{of}.{name}: {}", text(&field.ty)));
        }
    }
}

#[test]
fn the_public_api_is_the_one_that_is_committed() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut lines = BTreeSet::new();
    Crate::read(&source).module(&[], "memberspec", &mut lines);
    let lines: Vec<String> = lines.into_iter().collect();
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!("public-api", lines.join("\n")) });
}
