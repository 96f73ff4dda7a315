<?php
// openapi-generator (php), with the Guzzle of the distribution.
declare(strict_types=1);
require '/usr/share/php/GuzzleHttp/autoload.php';
spl_autoload_register(function (string $class): void {
    $file = getenv('CLIENT') . '/lib/' . str_replace('\\', '/', substr($class, strlen('Memberships\\'))) . '.php';
    if (str_starts_with($class, 'Memberships\\') && is_file($file)) require $file;
});
function expect(bool $holds, string $what, mixed $found): void {
    if (!$holds) throw new RuntimeException("$what: " . json_encode($found));
}

$config = (new Memberships\Configuration())
    ->setHost(getenv('SITE') . 'wp-json')
    ->setUsername(getenv('KEY'))
    ->setPassword(getenv('SECRET'));
$api = new Memberships\Api\UserMembershipsApi(new GuzzleHttp\Client(), $config);

$list = $api->listUserMemberships(per_page: 5, status: 'active');
expect(count($list) === 5 && $list[0]->getStatus() === 'active', 'list', $list);

$ids = array_map(fn ($membership) => $membership->getId(), $list);
expect(count($api->listUserMemberships(include: $ids)) === 5, 'include', $ids);

$body = ['customer_id' => (int) getenv('CUSTOMER'), 'plan_id' => (int) getenv('PLAN')];
$created = $api->createUserMembership(new Memberships\Model\UserMembershipCreate($body));
$id = $created->getId();

$end = '2031-05-06T07:08:09';
$updated = $api->updateUserMembership($id, new Memberships\Model\UserMembershipUpdate(['end_date_gmt' => $end]));
expect($updated->getEndDateGmt() === $end, 'update', $updated);

$api->deleteUserMembership($id);
try {
    $api->getUserMembership($id);
    expect(false, 'gone', $id);
} catch (Memberships\ApiException $error) {
    expect($error->getCode() === 404, 'gone', $error->getMessage());
}
