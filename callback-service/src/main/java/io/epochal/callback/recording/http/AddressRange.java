package io.epochal.callback.recording.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses whose first bits are the same.
 *
 * @param first of them, as 4 or 16 bytes
 * @param bits that are the same
 */
@SuppressWarnings("ArrayRecordComponent")
record AddressRange(byte[] first, int bits) {
    // Anything else would be looked up as a name.
    private static final Pattern FOUR = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern SIX = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]{2,45}");
    private static final Pattern BITS = Pattern.compile("\\d{1,3}");

    /** An address, or a range such as {@code 10.0.0.0/8}; empty for what is neither. */
    static Optional<AddressRange> read(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!FOUR.matcher(address).matches() && !SIX.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            int all = 8 * bytes.length;
            String bits = slash < 0 ? Integer.toString(all) : text.substring(slash + 1);
            return BITS.matcher(bits).matches() && Integer.parseInt(bits) <= all
                    ? Optional.of(new AddressRange(bytes, Integer.parseInt(bits)))
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != first.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((bytes[bit / 8] ^ first[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
