package io.epochal.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.policy.Replay;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFileTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epoch,accuracy,loss\n0,0.5,1.25\n1,NA,nan\n",
                "\uFEFFepoch,accuracy,loss\r\n0,0.5,1.25\r\n1,NA,nan\r\n",
                "epoch;accuracy;loss\n0;0.5;1.25\n1;NA;nan",
                "\"epoch\"\t\"accuracy\"\t\"loss\"\n0\t0.5\t1.25\n1\tNA\tnan\n",
                "loss|accuracy|epoch\n1.25|0.5|0\nnan|NA|1\n",
                "\n\nepoch,accuracy,loss\n0,0.5,1.25\n\n1,NA,nan\n\n",
                "{\"epoch\": 0, \"logs\": {\"accuracy\": 0.5, \"loss\": 1.25}}\n{\"epoch\": 1, \"logs\": {\"loss\": NaN}}\n",
                "\uFEFF{\"logs\": {\"accuracy\": 0.5, \"loss\": 1.25}}\r\n\r\n{\"logs\": {\"loss\": \"NaN\"}}",
            })
    void readsEachFormatWhateverTheFileName(String text) throws Exception {
        for (String name : List.of("training.log", "history.csv", "history", "history.jsonl")) {
            List<Replay.Measured> epochs = read(Files.writeString(folder.resolve(name), text));

            assertThat(epochs).extracting(Replay.Measured::epoch).containsExactly(0, 1);
            assertThat(epochs.get(0).logs().get("loss")).hasValue(1.25);
            assertThat(epochs.get(0).logs().get("accuracy")).hasValue(0.5);
            assertThat(epochs.get(1).logs().get("loss")).hasValue(Double.NaN);
            assertThat(epochs.get(1).logs().get("accuracy")).isEmpty();
        }
    }

    @Test
    void readsTheInfinitiesOfPython() throws Exception {
        assertThat(read(write("epoch,loss\n0,inf\n1,-inf\n2,1e-05\n")))
                .extracting(one -> one.logs().get("loss").orElseThrow())
                .containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-5);
        assertThat(read(write("{\"logs\": {\"loss\": Infinity}}\n{\"logs\": {\"loss\": -Infinity}}\n")))
                .extracting(one -> one.logs().get("loss").orElseThrow())
                .containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    @Test
    void aSeparatorMayBeGiven() throws Exception {
        Path file = write("epoch~loss\n0~0.5\n");

        assertThat(HistoryFile.read(TextFile.read(file, "it", 1000), "~")).hasSize(1);
        assertThatThrownBy(() -> read(file)).hasMessageContaining(":1: has no column epoch; found \"epoch~loss\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '\0',
            textBlock =
                    """
            accuracy,loss;0.5,1              ! :1: has no column epoch; found "accuracy,loss"; it must be a CSVLogger file
            epoch,loss;0,0.5;1               ! :3: has 1 values for 2 columns
            epoch,loss;0,0.5,7               ! :2: has 3 values for 2 columns
            epoch,loss;0,high                ! :2: loss must be a number such as 0.5, or nan, inf or NA; found "high"
            epoch,loss;0,0.5;one,0.5         ! :3: epoch must be a whole number, 0 or more; found "one"
            epoch,loss;0,0x1p3               ! :2: loss must be a number
            epoch,loss;0,                    ! :2: loss must be a number
            epoch,loss;0,1d                  ! :2: loss must be a number
            epoch,loss;-1,0.5                ! :2: epoch must be a whole number
            epoch,loss;99999999999,0.5       ! :2: epoch must be a whole number
            epoch,loss,loss;0,1,2            ! :1: two columns have the name "loss"
            epoch,,loss;0,1,2                ! :1: a column has no name
            epoch,loss                       ! :1: there is a header without an epoch below it
            epoch,loss;"0,1                  ! is not CSV
            {"logs": {"loss": 0.5}};nonsense ! :2: is not JSON
            {"logs": {"loss": 0.5};          ! :1: is not JSON
            {"logs": {"loss": 1, "loss": 2}} ! :1: is not JSON: Duplicate field 'loss'
            {"logs": {"loss": "high"}}       ! :1: logs.loss must be a number; found "high"
            {"loss": 0.5}                    ! :1: has no logs, but loss; it must be one object such as
            {"epoch": -3, "logs": {}}        ! :1: epoch must be a whole number, 0 or more
            [{"logs": {"loss": 0.5}}]        ! :1: has no column epoch
            """)
    void namesFileLineWhatWasFoundAndWhatIsValid(String text, String problem) throws IOException {
        Path file = write(text.strip().replace(";", "\n"));

        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ":")
                .hasMessageContaining(problem);
    }

    @Test
    void reportsTextThatIsNotUtf8() throws IOException {
        Charset latin = StandardCharsets.ISO_8859_1;
        assertRejected(
                "epoch,loss\n0,1\n1,é\n".getBytes(latin), ":3: the byte 0xE9 is not UTF-8", "iconv -f ISO-8859-1");
        assertRejected("epoch,loss\n".getBytes(StandardCharsets.UTF_16), ":1: this is UTF-16", "iconv -f UTF-16BE");
        assertRejected("epoch,loss\n".getBytes(StandardCharsets.UTF_16LE), ":1: this is UTF-16", "iconv -f UTF-16LE");
        assertRejected("epoch,loss\n0,\0\n".getBytes(latin), ":2: there is a NUL byte", "CSVLogger");
        assertRejected(new byte[0], ":1: the file is empty", "CSVLogger");
        assertRejected("  \n \n".getBytes(latin), ":1: the file is empty", "CSVLogger");
    }

    private void assertRejected(byte[] content, String... problems) throws IOException {
        Path file = Files.write(folder.resolve("history"), content);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(problems);
    }

    @Test
    void reportsWhatIsNoFile() {
        assertThatThrownBy(() -> read(folder))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> read(folder.resolve("none")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no such file");
    }

    @Test
    @Timeout(30)
    void aHugeFileOrLineIsRejectedQuickly() throws IOException {
        assertThatThrownBy(() -> TextFile.read(write("9".repeat(2000)), "small", 1000))
                .hasMessageContaining("more than");
        assertThatThrownBy(() -> read(write("epoch,loss\n0," + "9".repeat(1_000_000))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(":2: loss must be a number");
        assertThatThrownBy(() -> read(write("{\"logs\": " + "[".repeat(500_000))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(":1: is not JSON");
        assertThatThrownBy(() -> read(write("x".repeat(1_000_000))))
                .isInstanceOf(UsageException.class)
                .satisfies(e -> assertThat(e).message().hasSizeLessThan(1000));
    }

    /** Valid files with bytes replaced, removed and duplicated. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyFileIsReadOrRejected(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            String text = random.nextBoolean()
                    ? "epoch,accuracy,loss\n0,0.5,1.25\n1,0.75,nan\n"
                    : "{\"epoch\": 0, \"logs\": {\"loss\": 1.25}}\n{\"epoch\": 1, \"logs\": {\"loss\": NaN}}\n";
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (int change = 0; change < 1 + random.nextInt(4); change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve("history"), bytes);
            try {
                assertThat(read(file)).isNotEmpty();
            } catch (UsageException e) {
                assertThat(e).hasMessageStartingWith(file + ":");
            }
        }
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("training.log"), text);
    }

    private static List<Replay.Measured> read(Path file) throws UsageException {
        return HistoryFile.read(TextFile.read(file, HistoryFile.FORMATS, 16 << 20), "");
    }
}
