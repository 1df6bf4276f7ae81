package io.epochal.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Bits turned, numbers replaced by their limits, parts cut out, doubled or moved. */
final class DamagedBytes implements Damage {
    private static final long[] LIMITS = {
        0,
        1,
        -1,
        2,
        0x7f,
        0x80,
        0xff,
        0x7fff,
        0xffff,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    @Override
    public byte[] of(byte[] input, Random random) {
        if (input.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        byte[] damaged = input.clone();
        int at = random.nextInt(damaged.length);
        switch (random.nextInt(7)) {
            case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> damaged[at] = (byte) random.nextInt();
            case 2 -> number(damaged, at, random);
            case 3 -> damaged = Arrays.copyOf(damaged, at);
            case 4 -> damaged = spliced(damaged, at, Math.min(damaged.length, at + 1 + random.nextInt(64)), at);
            case 5 -> damaged = spliced(damaged, at, at, random.nextInt(damaged.length));
            default -> Arrays.fill(damaged, at, Math.min(damaged.length, at + 1 + random.nextInt(16)), (byte) 0);
        }
        return damaged;
    }

    private static void number(byte[] bytes, int at, Random random) {
        int width = 1 << random.nextInt(4);
        ByteBuffer number = ByteBuffer.allocate(Long.BYTES)
                .order(random.nextInt(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .putLong(LIMITS[random.nextInt(LIMITS.length)]);
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = number.order() == ByteOrder.BIG_ENDIAN ? number.get(Long.BYTES - width + i) : number.get(i);
        }
    }

    /** What is before a place, up to 64 bytes from another place, and what is behind a third. */
    private static byte[] spliced(byte[] bytes, int before, int behind, int other) {
        byte[] piece =
                before < behind ? new byte[0] : Arrays.copyOfRange(bytes, other, Math.min(bytes.length, other + 64));
        byte[] whole = Arrays.copyOf(bytes, before + piece.length + bytes.length - behind);
        System.arraycopy(piece, 0, whole, before, piece.length);
        System.arraycopy(bytes, behind, whole, before + piece.length, bytes.length - behind);
        return whole;
    }
}
