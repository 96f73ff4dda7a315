<?php
// Verifies a delivery. The body must be the raw bytes: in a web server, php://input.
function is_valid(string $body, string $signature, string $secret): bool {
    $expected = base64_encode(hash_hmac('sha256', $body, $secret, true));
    return hash_equals($expected, $signature);
}

// Usage: php webhook.php BODY_FILE SIGNATURE_HEADER
$valid = is_valid(file_get_contents($argv[1]), $argv[2], getenv('WEBHOOK_SECRET'));
echo $valid ? "valid\n" : "invalid\n";
exit($valid ? 0 : 1);
