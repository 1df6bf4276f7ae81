package io.epochal.callback.recording.http;

import io.epochal.callback.recording.folder.UnrecordableException;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which of the addresses that no public network reaches may be posted to. Whoever names a destination otherwise reaches this machine,
 * its network and a cloud's own services from inside.
 *
 * @param all whether every one may be
 * @param hosts names whose addresses may be
 * @param ranges addresses that may be
 */
public record PrivateDestinations(boolean all, Set<String> hosts, List<AddressRange> ranges) {
    public static final PrivateDestinations NONE = new PrivateDestinations(false, Set.of(), List.of());
    public static final PrivateDestinations ALL = new PrivateDestinations(true, Set.of(), List.of());

    private static final String SETTING = "epochal.private-destinations";
    private static final int MOST = 1000;
    private static final Pattern HOST = Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?");
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+|0[xX].*");

    /**
     * Reads the setting: host names, addresses and ranges of them, separated by commas, or {@code all}.
     *
     * @throws IllegalArgumentException that names what is none of these
     */
    public static PrivateDestinations read(String setting) {
        String[] parts = setting.split(",", MOST + 1);
        if (parts.length > MOST) {
            throw new IllegalArgumentException(SETTING + " may have at most " + MOST + " parts");
        }
        Set<String> hosts = new HashSet<>();
        List<AddressRange> ranges = new ArrayList<>();
        for (String part : parts) {
            String text = part.strip();
            if (text.equalsIgnoreCase("all")) {
                return ALL;
            }
            if (text.isEmpty()) {
                continue;
            }
            AddressRange.read(text).ifPresentOrElse(ranges::add, () -> hosts.add(host(text)));
        }
        return new PrivateDestinations(false, Set.copyOf(hosts), List.copyOf(ranges));
    }

    private static String host(String text) {
        if (!HOST.matcher(text).matches() || NUMBERS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    SETTING + " must have host names, addresses or ranges such as 10.0.0.0/8,"
                            + " separated by commas, or all; found " + Printable.of("\"" + text + "\"", 200));
        }
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * The address to connect to, which is the one that was checked: a name that is looked up again may have another one.
     *
     * @throws UnrecordableException when the host has an address that is not allowed
     */
    InetAddress resolve(String host) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (InetAddress address : addresses) {
            if (!allow(host, address)) {
                throw new UnrecordableException(host + " has the private address " + address.getHostAddress()
                        + ", which " + SETTING + " does not allow");
            }
        }
        if (addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        return addresses[0];
    }

    boolean allow(String host, InetAddress address) {
        return all
                || !PrivateAddresses.arePrivate(address)
                || hosts.contains(host.toLowerCase(Locale.ROOT))
                || ranges.stream().anyMatch(range -> range.contains(address));
    }
}
