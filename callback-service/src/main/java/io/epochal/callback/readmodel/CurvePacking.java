package io.epochal.callback.readmodel;

import io.epochal.callback.summary.BatchCurve;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A curve as bytes, about a dozen for each mean. Nothing is lost: what is unpacked goes on as the curve would have. */
final class CurvePacking {
    private static final int SEVEN = 0x7f;
    private static final int MORE = 0x80;

    private CurvePacking() {}

    static byte[] packed(BatchCurve curve) {
        BatchCurve.State state = curve.state();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, state.width());
            write(out, state.attempt());
            write(out, state.means().size());
            long before = 0;
            for (Map.Entry<Long, BatchCurve.Mean> one : state.means().entrySet()) {
                long place = one.getKey();
                BatchCurve.Mean mean = one.getValue();
                write(out, place - before);
                write(out, mean.last() - place * state.width());
                write(out, mean.count());
                out.writeDouble(mean.sum());
                before = place;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static BatchCurve unpacked(byte[] packed) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
            long width = read(in);
            int attempt = (int) read(in);
            SortedMap<Long, BatchCurve.Mean> means = new TreeMap<>();
            long place = 0;
            for (long left = read(in); left > 0; left--) {
                place += read(in);
                long last = place * width + read(in);
                long count = read(in);
                means.put(place, new BatchCurve.Mean(last, in.readDouble(), count));
            }
            return new BatchCurve(new BatchCurve.State(width, attempt, means));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seven bits a byte, the lowest first; any value comes back. */
    private static void write(DataOutputStream out, long value) throws IOException {
        long rest = value;
        while ((rest & ~SEVEN) != 0) {
            out.writeByte((int) (rest & SEVEN) | MORE);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long read(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (long) (next & SEVEN) << shift;
            if ((next & MORE) == 0) {
                break;
            }
        }
        return value;
    }
}
