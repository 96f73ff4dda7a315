<?php
// Prints each active membership that ends in the next seven days.
$key = base64_encode(getenv('CONSUMER_KEY') . ':' . getenv('CONSUMER_SECRET'));
$context = stream_context_create(['http' => ['header' => "Authorization: Basic $key"]]);
$url = getenv('SHOP') . '/wp-json/wc/v3/memberships/members?status=active&orderby=id&per_page=100&page=';
$from = gmdate('Y-m-d\TH:i:s');
$until = gmdate('Y-m-d\TH:i:s', time() + 7 * 86400);
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
        $end = $row['end_date_gmt'];
        if ($end !== null && $end >= $from && $end < $until) {
            echo "{$row['id']} {$row['customer_id']} $end\n";
        }
    }
}
