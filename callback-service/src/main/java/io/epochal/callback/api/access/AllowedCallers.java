package io.epochal.callback.api.access;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The host names that this service answers to, and the origins whose pages may call it.
 *
 * @param hosts without a port, in lower case
 * @param origins as a browser sends them, such as {@code https://charts.example.org}
 */
record AllowedCallers(Set<String> hosts, Set<String> origins) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** The listed ones, and this machine's own names. */
    static AllowedCallers of(Collection<String> hosts, Collection<String> origins) {
        Set<String> all = new TreeSet<>(LOOPBACK);
        hosts.forEach(host -> all.add(small(host.trim())));
        return new AllowedCallers(
                Set.copyOf(all), origins.stream().map(one -> small(one.trim())).collect(Collectors.toSet()));
    }

    /** @param authority the header {@code Host}: a name, and a port or not */
    boolean isOwnName(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon >= 0 && authority.substring(colon + 1).chars().allMatch(Character::isDigit);
        return hosts.contains(small(port ? authority.substring(0, colon) : authority));
    }

    /** Whether a page of this origin may call: one of this service itself, or of a listed origin. */
    boolean mayCall(String origin, String authority) {
        String caller = small(origin);
        String self = small(authority);
        return isListed(origin) || caller.equals("http://" + self) || caller.equals("https://" + self);
    }

    boolean isListed(String origin) {
        return origins.contains(small(origin));
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
