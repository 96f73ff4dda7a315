<?php
// Prints each membership created since a date in UTC. Usage: php sync.php 2026-01-01T00:00:00
$key = base64_encode(getenv('CONSUMER_KEY') . ':' . getenv('CONSUMER_SECRET'));
$context = stream_context_create(['http' => ['header' => "Authorization: Basic $key"]]);
$url = getenv('SHOP') . '/wp-json/wc/v3/memberships/members?orderby=id&per_page=100&page=';
for ($page = 1; ; $page++) {
    $body = file_get_contents($url . $page, false, $context);
    if ($body === false) {
        exit(1);
    }
    $rows = json_decode($body, true, 512, JSON_THROW_ON_ERROR);
    if ($rows === []) {
        break;
    }
    foreach ($rows as $row) {
        if ($row['date_created_gmt'] >= $argv[1]) {
            echo "{$row['id']} {$row['customer_id']} {$row['status']}\n";
        }
    }
}
