package io.epochal.callback.recording.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** The parts that summaries share. The numbers are the field numbers of summary.proto, tensor.proto and tensor_shape.proto. */
final class SummaryFields {
    static final int DT_FLOAT = 1;
    static final int DT_DOUBLE = 2;
    static final int DT_STRING = 7;
    static final int DATA_CLASS_SCALAR = 1;
    static final int DATA_CLASS_TENSOR = 2;
    static final int DATA_CLASS_BLOB_SEQUENCE = 3;

    // A scalar is seven small messages, one in the other; protobuf's own choice for each is 4096 bytes.
    private static final int BUFFER_BYTES = 64;

    private SummaryFields() {}

    /** As google.protobuf.Value. */
    static void writeValue(CodedOutputStream value, Object setting) throws IOException {
        if (setting instanceof Number number) {
            value.writeDouble(2, number.doubleValue());
        } else if (setting instanceof Boolean flag) {
            value.writeBool(4, flag);
        } else {
            value.writeString(3, String.valueOf(setting));
        }
    }

    static byte[] metadata(String plugin, String content, int dataClass) {
        return message(out -> {
            out.writeByteArray(1, message(data -> {
                data.writeString(1, plugin);
                if (!content.isEmpty()) {
                    data.writeBytes(2, ByteString.copyFromUtf8(content));
                }
            }));
            if (dataClass != 0) {
                out.writeEnum(4, dataClass);
            }
        });
    }

    static byte[] tensor(int type, byte[] content, int... shape) {
        return message(out -> {
            out.writeEnum(1, type);
            out.writeByteArray(2, shape(shape));
            out.writeByteArray(4, content);
        });
    }

    static byte[] shape(int... sizes) {
        return message(out -> {
            for (int size : sizes) {
                out.writeByteArray(2, message(dimension -> dimension.writeInt64(1, size)));
            }
        });
    }

    static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() / 1e9;
    }

    interface MessageFields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    static byte[] message(MessageFields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER_BYTES);
        try {
            fields.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
        return bytes.toByteArray();
    }
}
