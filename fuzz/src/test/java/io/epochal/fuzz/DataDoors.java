package io.epochal.fuzz;

import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.Fields;
import io.epochal.trainer.data.DataReader;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.plugin.TrainerPlugins;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.duckdb.DuckDBDriver;

/** Data of a run, in the trainer. */
final class DataDoors {
    private static final List<Class<? extends Throwable>> FAULTS = List.of(IOException.class);
    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";

    private DataDoors() {}

    static List<Door> all() throws IOException {
        Damage text = Damage.anyOf(new DamagedText(), new DamagedBytes()).repeated();
        Damage bytes = new DamagedBytes().repeated();
        Damage entries = Damage.anyOf(DamagedContent.zipped(new DamagedBytes()), new DamagedBytes())
                .repeated();
        byte[] table = Doors.text("a,b,y\n1,x,0\n2,y,1\n3,x,1\n4,\"z\",0\n");
        return List.of(
                new Door("CSV", 2, List.of(table), text, DataDoors::csv, FAULTS),
                new Door("Parquet", 2, List.of(parquet()), bytes, DataDoors::parquet, FAULTS),
                new Door(
                        "NPZ",
                        4,
                        Doors.files("trainer-service/src/test/resources/npz", name -> name.endsWith("rows.npz")),
                        entries,
                        DataDoors::npz,
                        FAULTS),
                new Door(
                        "IDX",
                        4,
                        List.of(idx(10, 2, 3)),
                        Damage.anyOf(DamagedContent.gzipped(bytes), new DamagedBytes()),
                        DataDoors::idx,
                        FAULTS),
                new Door(
                        "images",
                        4,
                        List.of(Doors.bytes("datasets/digits/images/3/15.png")),
                        bytes,
                        DataDoors::image,
                        FAULTS));
    }

    private static void open(Path folder, Map<String, Object> spec) throws IOException {
        DataSettings settings = new DataSettings(folder, folder, 1 << 20, 1 << 24, 1, TrainerPlugins.NONE);
        DataSource data = DataSource.read(Fields.of("data", spec));
        try (DatasetRows rows =
                new DataReader(file -> folder.resolve(file.path()), settings).open(data, 0, 1, Preprocessing.NONE)) {
            rows.train()
                    .prefetch(
                            IntStream.range(0, rows.train().count()).limit(100).toArray());
            var unused = rows.train()
                    .read(IntStream.range(0, rows.train().count()).limit(100).toArray());
            rows.requireClasses(1000);
        }
    }

    private static void csv(byte[] input, Path folder) throws IOException {
        Files.write(folder.resolve("a.csv"), input);
        open(folder, Map.of("type", "csv", "path", "a.csv", "y", "y"));
    }

    private static byte[] parquet() throws IOException {
        Path file = Files.createTempFile("fuzz", ".parquet");
        try (Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "COPY (SELECT i::INTEGER AS i, i * 0.5 AS d, i % 2 = 1 AS b, ['x', 'y'][i % 2 + 1] AS c, i % 3 AS y"
                            + " FROM range(6) t(i)) TO '" + file + "' (FORMAT parquet)");
            return Files.readAllBytes(file);
        } catch (SQLException e) {
            throw new IOException("DuckDB writes no file", e);
        } finally {
            Files.delete(file);
        }
    }

    private static void parquet(byte[] input, Path folder) throws IOException {
        Files.write(folder.resolve("a.parquet"), input);
        open(folder, Map.of("type", "parquet", "path", "a.parquet", "y", "y"));
    }

    private static void npz(byte[] input, Path folder) throws IOException {
        Files.write(folder.resolve("a.npz"), input);
        open(folder, Map.of("type", "npz", "path", "a.npz", "x", "x", "y", "y"));
    }

    private static byte[] idx(int... shape) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes);
                DataOutputStream out = new DataOutputStream(gzip)) {
            out.writeInt(0x0800 | shape.length);
            for (int side : shape) {
                out.writeInt(side);
            }
            for (int i = IntStream.of(shape).reduce(1, Math::multiplyExact); i > 0; i--) {
                out.write(i % 2);
            }
        }
        return bytes.toByteArray();
    }

    private static void idx(byte[] input, Path folder) throws IOException {
        Path small = Files.createDirectories(folder.resolve("small"));
        Files.write(small.resolve(TRAIN_IMAGES), input);
        Files.write(small.resolve("train-labels-idx1-ubyte.gz"), idx(10));
        Files.write(small.resolve("t10k-images-idx3-ubyte.gz"), idx(4, 2, 3));
        Files.write(small.resolve("t10k-labels-idx1-ubyte.gz"), idx(4));
        open(folder, Map.of("dataset", "small"));
    }

    private static void image(byte[] input, Path folder) throws IOException {
        Path images = folder.resolve("images");
        for (String name : List.of("a", "b")) {
            Files.createDirectories(images.resolve(name));
            Files.write(
                    images.resolve(name).resolve("0.png"),
                    name.equals("a") ? input : Doors.bytes("datasets/digits/images/3/15.png"));
        }
        open(folder, Map.of("type", "images", "path", "images", "size", List.of(8, 8), "color", "grayscale"));
    }
}
