# Makes the bucket, and a user who may do there what a trainer does, and read in the bucket for data, and nothing else. Does no harm
# when it runs again.
set -eu
# The client writes down where it has been, and as whom.
umask 077
until mc admin info local >/dev/null 2>&1; do
  echo "waiting for MinIO"
  sleep 2
done
mc mb --ignore-existing local/epochal local/epochal-data
mc admin policy create local epochal-trainer "$SETUP/policy.json"
mc admin policy create local epochal-data "$SETUP/data-policy.json"
printf '%s\n%s\n' "$ACCESS_KEY" "$SECRET_KEY" | mc admin user add local
for policy in epochal-trainer epochal-data; do
  case "$(mc admin user info local "$ACCESS_KEY")" in
    *"$policy"*) ;;
    *) mc admin policy attach local "$policy" --user "$ACCESS_KEY" ;;
  esac
done
