package io.epochal.callback.recording.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Which addresses belong to this machine, to its private network, or to a cloud's own services. */
final class PrivateAddresses {
    private PrivateAddresses() {}

    /** Whether the address cannot be reached from the public internet. */
    static boolean arePrivate(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        return address instanceof Inet6Address six ? arePrivate(six) : arePrivate((Inet4Address) address);
    }

    private static boolean arePrivate(Inet4Address address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return first == 0
                || first >= 240
                || (first == 100 && second >= 64 && second < 128)
                || (first == 192 && second == 0 && bytes[2] == 0)
                || (first == 198 && (second == 18 || second == 19))
                // Azure's own services, see its documentation.
                || Arrays.equals(bytes, new byte[] {(byte) 168, 63, (byte) 129, 16});
    }

    /** Unique local addresses, and those in which a private IPv4 address is embedded. */
    private static boolean arePrivate(Inet6Address address) {
        byte[] bytes = address.getAddress();
        if ((bytes[0] & 0xfe) == 0xfc) {
            return true;
        }
        if (bytes[0] == 0x20 && bytes[1] == 0x02) {
            return embedsPrivate(bytes, 2);
        }
        boolean translated =
                bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        boolean compatible = bytes[0] == 0 && bytes[1] == 0 && bytes[2] == 0 && bytes[3] == 0;
        return (translated || compatible) && (embedsPrivate(bytes, 12) || (translated && bytes[5] == 1));
    }

    private static boolean embedsPrivate(byte[] bytes, int from) {
        try {
            return arePrivate(InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are always an address", e);
        }
    }
}
