package io.epochal.fuzz;

import io.epochal.cli.spec.UsageException;
import io.epochal.keras.KerasFile;
import io.epochal.keras.KerasFileException;
import io.epochal.keras.Safetensors;
import io.epochal.keras.WeightsFile;
import io.epochal.torchscript.CodeArchive;
import io.epochal.torchscript.TorchScriptArchive;
import io.epochal.trainer.djl.safetensors.SafetensorsReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of models and weights. */
final class ModelDoors {
    private static final long LIMIT = 4 << 20;
    private static final String KERAS_SPEC =
            """
            data: {type: csv, path: a.csv, y: y}
            model: {keras: m.keras}
            optimizer: {type: adam}
            loss: binary_crossentropy
            """;

    private ModelDoors() {}

    static List<Door> all() throws IOException {
        Damage entries = DamagedContent.zipped(Damage.anyOf(new DamagedJson(), new DamagedJson(), new DamagedBytes()));
        Damage archive =
                Damage.anyOf(entries, entries, entries, new DamagedBytes()).repeated();
        Damage bytes = new DamagedBytes().repeated();
        List<byte[]> kerasFiles = Doors.files("keras-file/src/test/resources", name -> name.endsWith(".keras"));
        List<byte[]> weights = List.of(Doors.bytes("keras-file/src/test/resources/types.weights.h5"));
        List<byte[]> safetensors = List.of(safetensors());
        Damage tensors = Damage.anyOf(DamagedContent.headed(new DamagedJson()), new DamagedBytes())
                .repeated();
        return List.of(
                new Door(
                        ".keras files",
                        6,
                        kerasFiles,
                        archive,
                        (input, folder) -> KerasFile.read(Files.write(folder.resolve("m.keras"), input), LIMIT)
                                .variables(),
                        List.of(KerasFileException.class)),
                new Door(
                        ".keras files in specs",
                        4,
                        List.of(Doors.bytes("runs/two-ways.keras")),
                        archive,
                        ModelDoors::specified,
                        List.of(UsageException.class, IOException.class)),
                new Door(
                        ".weights.h5 files",
                        5,
                        weights,
                        bytes,
                        (input, folder) -> WeightsFile.read(Files.write(folder.resolve("w.weights.h5"), input), LIMIT),
                        List.of(KerasFileException.class)),
                new Door(
                        "safetensors of the command",
                        4,
                        safetensors,
                        tensors,
                        (input, folder) ->
                                Safetensors.read("w.safetensors", new ByteArrayInputStream(input), input.length),
                        List.of(IOException.class)),
                new Door(
                        "safetensors of the trainer",
                        4,
                        safetensors,
                        tensors,
                        (input, folder) -> new SafetensorsReader(new ByteArrayInputStream(input)).tensors(),
                        List.of(IOException.class)),
                new Door(
                        "TorchScript archives",
                        4,
                        List.of(
                                CodeArchive.of("Model", "class Model(Module):\n  training : bool\n"),
                                Doors.bytes("runs/digits-encoder.pt")),
                        Damage.anyOf(DamagedContent.zipped(new DamagedBytes()), new DamagedBytes())
                                .repeated(),
                        (input, folder) -> TorchScriptArchive.check(Files.write(folder.resolve("m.pt"), input), LIMIT),
                        List.of(IOException.class)));
    }

    private static void specified(byte[] input, Path folder) throws IOException, UsageException {
        Files.write(folder.resolve("m.keras"), input);
        CommandDoors.spec(Doors.text(KERAS_SPEC), List.of(), folder);
    }

    private static byte[] safetensors() {
        byte[] header = Doors.text(
                """
                {"__metadata__":{"format":"pt"},
                 "kernel":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
                 "bias":{"dtype":"F32","shape":[3],"data_offsets":[24,36]}}""");
        return ByteBuffer.allocate(Long.BYTES + header.length + 36)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .putFloat(1.5f)
                .array();
    }
}
