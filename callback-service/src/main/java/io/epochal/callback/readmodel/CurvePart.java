package io.epochal.callback.readmodel;

import io.epochal.callback.summary.BatchCurve;
import io.epochal.protocol.BatchEnded;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Batches of one run that are not in its curve yet, in the order in which they came. */
final class CurvePart {
    private static final int BYTES = Integer.BYTES + Long.BYTES + Double.BYTES;

    /** What a curve needs of a batch. */
    private record LossAt(int attempt, long step, double value) {}

    private final List<LossAt> losses = new ArrayList<>();
    private long heard;

    void add(BatchEnded batch) {
        losses.add(new LossAt(batch.attempt(), batch.step(), batch.loss()));
        heard = Math.max(heard, StoredText.micros(batch.time()));
    }

    int size() {
        return losses.size();
    }

    /** When the newest was sent, in microseconds since 1970. */
    long heard() {
        return heard;
    }

    /** Of the batch that came last. */
    long newestStep() {
        return losses.isEmpty() ? 0 : losses.get(losses.size() - 1).step();
    }

    void addTo(BatchCurve curve) {
        losses.forEach(loss -> curve.add(loss.attempt(), loss.step(), loss.value()));
    }

    byte[] packed() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES * losses.size());
        losses.forEach(loss -> bytes.putInt(loss.attempt()).putLong(loss.step()).putDouble(loss.value()));
        return bytes.array();
    }

    static CurvePart unpacked(byte[] packed) {
        CurvePart part = new CurvePart();
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        while (bytes.remaining() >= BYTES) {
            part.losses.add(new LossAt(bytes.getInt(), bytes.getLong(), bytes.getDouble()));
        }
        return part;
    }
}
