package io.epochal.callback.readmodel;

import io.epochal.callback.policy.MetricDirection;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an epoch's event says of the metrics.
 *
 * @param position of the event
 */
record MeasuredEpoch(int epoch, EventPosition position, SortedMap<String, Value> values) {
    static final int MOST_METRICS = 200;
    static final int MOST_NAME = 200;

    /** @param greaterIsBetter null where that is not known */
    record Value(double value, @Nullable Boolean greaterIsBetter) {}

    static MeasuredEpoch of(EpochEnded event) {
        SortedMap<String, Value> values = new TreeMap<>();
        for (Map.Entry<String, Double> one : event.metrics().values().entrySet()) {
            if (values.size() < MOST_METRICS) {
                Boolean greater = MetricDirection.of(
                                one.getKey(), event.callbacks(), event.params().directions())
                        .orElse(null);
                values.putIfAbsent(StoredText.of(one.getKey(), MOST_NAME), new Value(one.getValue() + 0.0, greater));
            }
        }
        return new MeasuredEpoch(event.epoch(), EventPosition.of(event), values);
    }

    byte[] packed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(values.size());
            for (Map.Entry<String, Value> one : values.entrySet()) {
                Boolean greater = one.getValue().greaterIsBetter();
                out.writeUTF(one.getKey());
                out.writeDouble(one.getValue().value());
                out.writeByte(greater == null ? 0 : greater ? 1 : 2);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static MeasuredEpoch unpacked(int epoch, EventPosition position, byte[] packed) {
        SortedMap<String, Value> values = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
            for (int left = in.readInt(); left > 0; left--) {
                String name = in.readUTF();
                double value = in.readDouble();
                int greater = in.readByte();
                values.put(name, new Value(value, greater == 0 ? null : (Boolean) (greater == 1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MeasuredEpoch(epoch, position, values);
    }
}
