<?php
// Moves the memberships of one customer to another. Usage: php transfer.php OLD_ID NEW_ID
[, $old, $new] = $argv;

function call(string $method, string $path, ?array $body = null): array {
    $key = base64_encode(getenv('CONSUMER_KEY') . ':' . getenv('CONSUMER_SECRET'));
    $answer = file_get_contents(getenv('SHOP') . "/wp-json/wc/v3/memberships/$path", false, stream_context_create(['http' => [
        'method' => $method,
        'header' => "Authorization: Basic $key\r\nContent-Type: application/json",
        'content' => $body === null ? '' : json_encode($body),
        'ignore_errors' => true,
    ]]));
    if ($answer === false) {
        exit(1);
    }
    return json_decode($answer, true, 512, JSON_THROW_ON_ERROR);
}

$rows = call('GET', "members?customer=$old&orderby=id&per_page=100");
if (isset($rows['code'])) {
    exit("{$rows['code']}: {$rows['message']}\n");
}
foreach ($rows as $row) {
    // Some releases ignore a filter that they do not understand: move nothing of anybody else.
    if ($row['customer_id'] === (int) $old) {
        $moved = call('PUT', "members/{$row['id']}", ['customer_id' => (int) $new]);
        echo $row['id'], ' ', $moved['code'] ?? 'moved', "\n";
    }
}
