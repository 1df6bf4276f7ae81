# Makes the bucket, and two users: one who may do there what a trainer does, and read in the bucket for data; and one who may read what
# belongs to runs, for a callback service. Nothing else. Does no harm when it runs again.
set -eu
# The client writes down where it has been, and as whom.
umask 077
until mc admin info local >/dev/null 2>&1; do
  echo "waiting for MinIO"
  sleep 2
done

user() { # user ACCESS_KEY SECRET_KEY POLICY...
  name=$1
  printf '%s\n%s\n' "$name" "$2" | mc admin user add local
  shift 2
  for policy in "$@"; do
    case "$(mc admin user info local "$name")" in
      *"$policy"*) ;;
      *) mc admin policy attach local "$policy" --user "$name" ;;
    esac
  done
}

mc mb --ignore-existing local/epochal local/epochal-data
mc admin policy create local epochal-trainer "$SETUP/policy.json"
mc admin policy create local epochal-data "$SETUP/data-policy.json"
mc admin policy create local epochal-reader "$SETUP/callback-policy.json"
user "$ACCESS_KEY" "$SECRET_KEY" epochal-trainer epochal-data
user "$CALLBACK_ACCESS_KEY" "$CALLBACK_SECRET_KEY" epochal-reader
