package io.epochal.protocol;

import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the golden files and the names in the schema of layers anew, after a change of the contract that is meant. Run from the module's folder. */
final class GoldenFiles {
    private GoldenFiles() {}

    public static void main(String[] arguments) throws Exception {
        for (Message message : Samples.ALL) {
            Wire.Encoded encoded = Wire.encode(message, "/test");
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("headers", encoded.headers());
            file.put("value", Wire.JSON.readTree(encoded.value()));
            Files.writeString(
                    GoldenRecord.fileOf(message.getClass().getSimpleName()),
                    Wire.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file) + System.lineSeparator());
        }
        LayerSchemaTest.write();
    }
}
