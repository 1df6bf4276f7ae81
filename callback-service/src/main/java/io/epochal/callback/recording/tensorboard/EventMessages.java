package io.epochal.callback.recording.tensorboard;

import static io.epochal.callback.recording.tensorboard.SummaryFields.DATA_CLASS_BLOB_SEQUENCE;
import static io.epochal.callback.recording.tensorboard.SummaryFields.DATA_CLASS_SCALAR;
import static io.epochal.callback.recording.tensorboard.SummaryFields.DATA_CLASS_TENSOR;
import static io.epochal.callback.recording.tensorboard.SummaryFields.DT_DOUBLE;
import static io.epochal.callback.recording.tensorboard.SummaryFields.DT_FLOAT;
import static io.epochal.callback.recording.tensorboard.SummaryFields.DT_STRING;
import static io.epochal.callback.recording.tensorboard.SummaryFields.message;
import static io.epochal.callback.recording.tensorboard.SummaryFields.metadata;
import static io.epochal.callback.recording.tensorboard.SummaryFields.seconds;
import static io.epochal.callback.recording.tensorboard.SummaryFields.shape;
import static io.epochal.callback.recording.tensorboard.SummaryFields.tensor;
import static io.epochal.callback.recording.tensorboard.SummaryFields.writeValue;

import io.epochal.protocol.Histogram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The messages of a TensorBoard event file, as Keras 3.15 on TensorFlow 2.21 writes them. The numbers are the field numbers of
 * event.proto, summary.proto, tensor.proto and tensor_shape.proto.
 */
final class EventMessages {

    private static final byte[] SCALAR = metadata("scalars", "", DATA_CLASS_SCALAR);

    private EventMessages() {}

    /** The first record of every file. */
    static byte[] fileVersion(Instant time) {
        return message(event -> {
            event.writeDouble(1, seconds(time));
            event.writeString(3, "brain.Event:2");
            event.writeByteArray(10, message(metadata -> metadata.writeString(1, "epochal.recording")));
        });
    }

    static byte[] scalar(Instant time, long step, String tag, double value) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat((float) value);
        return summary(time, step, tag, SCALAR, tensor(DT_FLOAT, bytes.array()));
    }

    static byte[] histogram(Instant time, long step, String tag, List<Histogram.Bucket> buckets) {
        ByteBuffer bytes =
                ByteBuffer.allocate(buckets.size() * 3 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Histogram.Bucket bucket : buckets) {
            bytes.putDouble(bucket.left()).putDouble(bucket.right()).putDouble(bucket.count());
        }
        return summary(
                time,
                step,
                tag,
                metadata("histograms", "", DATA_CLASS_TENSOR),
                tensor(DT_DOUBLE, bytes.array(), buckets.size(), 3));
    }

    /** PNG files, behind their width and height. */
    static byte[] images(Instant time, long step, String tag, int width, int height, List<byte[]> pngs) {
        byte[] tensor = message(out -> {
            out.writeEnum(1, DT_STRING);
            out.writeByteArray(2, shape(2 + pngs.size()));
            out.writeByteArray(8, Integer.toString(width).getBytes(StandardCharsets.UTF_8));
            out.writeByteArray(8, Integer.toString(height).getBytes(StandardCharsets.UTF_8));
            for (byte[] png : pngs) {
                out.writeByteArray(8, png);
            }
        });
        return summary(time, step, tag, metadata("images", "", DATA_CLASS_BLOB_SEQUENCE), tensor);
    }

    /** The model's JSON, under the tag by which TensorBoard's graph page finds it. */
    static byte[] kerasModel(Instant time, String json) {
        byte[] tensor = message(out -> {
            out.writeEnum(1, DT_STRING);
            out.writeByteArray(2, new byte[0]);
            out.writeByteArray(8, json.getBytes(StandardCharsets.UTF_8));
        });
        return summary(time, 0, "keras", metadata("graph_keras_model", "1", 0), tensor);
    }

    /** The run's settings for TensorBoard's hparams page; texts and numbers by name. */
    static byte[] hparams(Instant time, String run, SortedMap<String, Object> settings) {
        byte[] start = message(info -> {
            for (Map.Entry<String, Object> setting : settings.entrySet()) {
                info.writeByteArray(1, message(entry -> {
                    entry.writeString(1, setting.getKey());
                    entry.writeByteArray(2, message(value -> writeValue(value, setting.getValue())));
                }));
            }
            info.writeString(4, run);
            info.writeDouble(5, seconds(time));
        });
        byte[] content = message(data -> data.writeByteArray(3, start));
        byte[] metadata = message(out -> out.writeByteArray(1, message(data -> {
            data.writeString(1, "hparams");
            data.writeByteArray(2, content);
        })));
        return summary(time, 0, "_hparams_/session_start_info", metadata, tensor(DT_FLOAT, new byte[Float.BYTES], 1));
    }

    private static byte[] summary(Instant time, long step, String tag, byte[] metadata, byte[] tensor) {
        byte[] value = message(out -> {
            out.writeString(1, tag);
            out.writeByteArray(8, tensor);
            out.writeByteArray(9, metadata);
        });
        return message(event -> {
            event.writeDouble(1, seconds(time));
            event.writeInt64(2, step);
            event.writeByteArray(5, message(summary -> summary.writeByteArray(1, value)));
        });
    }
}
