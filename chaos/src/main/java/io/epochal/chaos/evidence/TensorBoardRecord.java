package io.epochal.chaos.evidence;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * One record of a TensorBoard event file, read by the field numbers of event.proto and summary.proto.
 *
 * @param tag empty for the first record of a file
 * @param content the record without times and the run's name
 */
record TensorBoardRecord(String tag, String content) {
    private static final int STEP = 2;
    private static final int SUMMARY = 5;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final String HYPER_PARAMETERS = "_hparams_/session_start_info";

    static TensorBoardRecord of(byte[] record) throws IOException {
        Map<Integer, Object> event = fields(record);
        if (!(event.get(SUMMARY) instanceof byte[] summary)
                || !(fields(summary).get(VALUE) instanceof byte[] value)
                || !(fields(value).get(TAG) instanceof byte[] utf8)) {
            return new TensorBoardRecord("", "version");
        }
        String tag = new String(utf8, StandardCharsets.UTF_8);
        if (tag.equals(HYPER_PARAMETERS)) {
            return new TensorBoardRecord(tag, "the run's name and its beginning");
        }
        return new TensorBoardRecord(
                tag,
                "step " + event.getOrDefault(STEP, 0L) + " " + HexFormat.of().formatHex(value));
    }

    /** The last value of each field. */
    private static Map<Integer, Object> fields(byte[] message) throws IOException {
        Map<Integer, Object> fields = new TreeMap<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Object value =
                    switch (WireFormat.getTagWireType(tag)) {
                        case WireFormat.WIRETYPE_VARINT -> in.readInt64();
                        case WireFormat.WIRETYPE_FIXED64 -> in.readDouble();
                        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readByteArray();
                        default -> throw new IOException("no field of these messages has tag " + tag);
                    };
            fields.put(WireFormat.getTagFieldNumber(tag), value);
        }
        return fields;
    }
}
