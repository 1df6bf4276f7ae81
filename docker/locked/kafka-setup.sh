#!/bin/sh
# Makes a user of Kafka for each service, with the password that it is given, and gives each the rights that the page has in its table:
# no other, and none that the page no longer has. Runs in the broker's own network, where alone Kafka asks nobody, before every service
# and command; once it is done, a file beside the broker's log says of which page and passwords, and there is nothing to do until they
# are others.
set -eu
umask 077
export KAFKA_HEAP_OPTS=-Xmx64m
broker=127.0.0.1:9092
tools=${KAFKA_TOOLS:-/opt/kafka/bin}
page=${PAGE:-/setup/operations.md}
mark=${KAFKA_DATA:-/var/lib/kafka/data}/epochal-setup
work=$(mktemp -d)

running=
begin() { # begin COMMAND...: four at a time, since each starts a JVM
  "$@" >>"$work/said" 2>&1 &
  running="$running $!"
  [ "$(echo "$running" | wc -w)" -lt 4 ] || finish
}
finish() {
  for one in $running; do wait "$one" || { cat "$work/said" >&2; exit 1; }; done
  running=
}

user() { # user NAME PASSWORD: from a file, since arguments can be seen
  printf 'SCRAM-SHA-512=password=%s\n' "$2" >"$work/$1"
  begin "$tools/kafka-configs.sh" --bootstrap-server "$broker" --alter --entity-type users --entity-name "$1" --add-config-file "$work/$1"
}

rights() { # of the page: USER TYPE NAME OPERATION
  # One process has all roles of the callback service. Services create their topics here, for which the page names two rights more.
  awk -F ' *[|] *' '
    $2 ~ /^`epochal-/ {
      gsub("`", "", $2); gsub("`", "", $4)
      sub("-callback-recorder$", "-callback-service", $2)
      operations = toupper($5)
      if ($3 == "topic" && $2 != "epochal-command-line") operations = operations ", CREATE, DESCRIBECONFIGS"
      count = split(operations, each, ", ")
      for (i = 1; i <= count; i++) print $2, $3, $4, each[i]
    }' "$page" | sort -u
}

present() { # of the broker, of users that the page has: the same
  "$tools/kafka-acls.sh" --bootstrap-server "$broker" --list >"$work/list"
  awk '
    /resourceType=/ { type = $0; sub(".*resourceType=", "", type); sub(",.*", "", type); name = $0; sub(".* name=", "", name); sub(",.*", "", name) }
    /principal=User:epochal-/ {
      user = $0; sub(".*principal=User:", "", user); sub(",.*", "", user)
      operation = $0; sub(".*operation=", "", operation); sub(",.*", "", operation); gsub("_", "", operation)
      print user, tolower(type), name, operation
    }' "$work/list" | sort -u
}

grouped() { # USER TYPE OPERATIONS NAMES, with commas: as few commands as will do
  awk '{ key = $1 " " $2 " " $3; operations[key] = operations[key] "," $4 }
    END { for (key in operations) { split(key, k, " "); group = k[1] " " k[2] " " substr(operations[key], 2); names[group] = names[group] "," k[3] }
      for (group in names) print group, substr(names[group], 2) }'
}

change() { # change --add|--remove: what the input says
  while read -r user type operations names; do
    set -- "$1" --allow-principal "User:$user"
    for one in $(echo "$operations" | tr , ' '); do set -- "$@" --operation "$one"; done
    for one in $(echo "$names" | tr , ' '); do set -- "$@" "--$type" "$one"; done
    begin "$tools/kafka-acls.sh" --bootstrap-server "$broker" "$@" --force
  done
}

rights >"$work/page"
[ -s "$work/page" ] || { echo "the page has no table of rights" >&2; exit 1; }
wanted=$(printf '%s\n' "$TRAINER_PASSWORD" "$CALLBACK_PASSWORD" "$COMMAND_PASSWORD" | cat - "$work/page" | sha256sum)
[ "$wanted" != "$(cat "$mark" 2>/dev/null || true)" ] || { echo "users and rights are as they were"; rm -r "$work"; exit; }
user epochal-trainer-service "$TRAINER_PASSWORD"
user epochal-callback-service "$CALLBACK_PASSWORD"
user epochal-command-line "$COMMAND_PASSWORD"
present >"$work/broker"
comm -23 "$work/page" "$work/broker" | grouped >"$work/missing"
comm -13 "$work/page" "$work/broker" | grouped >"$work/superfluous"
change --add <"$work/missing"
change --remove <"$work/superfluous"
finish
echo "$wanted" >"$mark"
echo "users and rights are as the page says"
rm -r "$work"
