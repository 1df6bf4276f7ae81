package io.epochal.callback.api.access;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * By which names this service may be asked, and pages of which origins may ask.
 *
 * @param hosts without a port, in small letters
 * @param origins as a browser says them, such as {@code https://charts.example.org}
 */
record AllowedCallers(Set<String> hosts, Set<String> origins) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Those that are listed, and this machine's own names. */
    static AllowedCallers of(Collection<String> hosts, Collection<String> origins) {
        Set<String> all = new TreeSet<>(LOOPBACK);
        hosts.forEach(host -> all.add(small(host.trim())));
        return new AllowedCallers(
                Set.copyOf(all), origins.stream().map(one -> small(one.trim())).collect(Collectors.toSet()));
    }

    /** @param authority the header {@code Host}: a name, and a port or not */
    boolean mayCallThis(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon >= 0 && authority.substring(colon + 1).chars().allMatch(Character::isDigit);
        return hosts.contains(small(port ? authority.substring(0, colon) : authority));
    }

    /** A page of this service itself may, and one of a listed origin. */
    boolean mayAsk(String origin, String authority) {
        String said = small(origin);
        String self = small(authority);
        return isListed(origin) || said.equals("http://" + self) || said.equals("https://" + self);
    }

    boolean isListed(String origin) {
        return origins.contains(small(origin));
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
