# Makes the bucket, and a user who may do there what a trainer does and nothing else. Does no harm when it runs again.
set -eu
# The client writes down where it has been, and as whom.
umask 077
until mc admin info local >/dev/null 2>&1; do
  echo "waiting for MinIO"
  sleep 2
done
mc mb --ignore-existing local/epochal
mc admin policy create local epochal-trainer "$SETUP/policy.json"
printf '%s\n%s\n' "$ACCESS_KEY" "$SECRET_KEY" | mc admin user add local
case "$(mc admin user info local "$ACCESS_KEY")" in
  *epochal-trainer*) ;;
  *) mc admin policy attach local epochal-trainer --user "$ACCESS_KEY" ;;
esac
