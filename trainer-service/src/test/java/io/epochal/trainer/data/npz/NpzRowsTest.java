package io.epochal.trainer.data.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.Fields;
import io.epochal.trainer.data.DataReader;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.RowBatch;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.plugin.TrainerPlugins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of an archive that NumPy has written: x is 0 to 19 in rows of 2, y is 0, 1, 2 in turn. */
class NpzRowsTest {
    @TempDir
    private Path cache;

    private DatasetRows open(Map<String, Object> options, double split, long memory) throws IOException {
        Map<String, Object> all = new TreeMap<>(Map.of("type", "npz", "path", "rows.npz"));
        all.putAll(options);
        DataSettings settings = new DataSettings(cache, cache, memory, 1 << 20, 1, TrainerPlugins.NONE);
        return new DataReader(file -> NpzFileTest.resource(file.path()), settings)
                .open(DataSource.read(Fields.of("data", all)), split, 1, Preprocessing.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 0})
    void rowsAreReadInTheOrderAskedForFromMemoryAndFromAFile(long memory) throws IOException {
        try (DatasetRows rows = open(Map.of("sample_weight", "w"), 0.2, memory)) {
            assertThat(rows.train().count()).isEqualTo(8);
            assertThat(rows.validation().count()).isEqualTo(2);
            assertThat(rows.test().count()).isZero();
            assertThat(rows.train().inputs()).containsExactly(new RowFormat("x", List.of(2), RowFormat.Kind.FLOAT32));
            assertThat(rows.train().target()).isEqualTo(new RowFormat("y", List.of(), RowFormat.Kind.INT32));
            assertThat(rows.train().weighted()).isTrue();

            RowBatch batch = rows.train().read(new int[] {7, 0, 7});
            assertThat(batch.inputs().get(0).shape()).containsExactly(3, 2);
            assertThat(batch.inputs().get(0).values()).containsExactly(14, 15, 0, 1, 14, 15);
            assertThat(batch.target().shape()).containsExactly(3);
            assertThat(batch.target().values()).containsExactly(1, 0, 1);
            assertThat(batch.weights()).containsExactly(7 / 9f, 0, 7 / 9f);
            assertThat(rows.validation().read(new int[] {1}).inputs().get(0).values())
                    .containsExactly(18, 19);
        }
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void severalArraysAreSeveralInputs() throws IOException {
        DatasetRows rows = open(Map.of("x", List.of("other", "x")), 0, 0);

        assertThat(rows.train().inputs()).extracting(RowFormat::name).containsExactly("other", "x");
        assertThat(rows.train().read(new int[] {9}).inputs().get(0).values()).containsExactly(27, 28, 29);
        assertThat(rows.train().read(new int[] {9}).weights()).isNull();
    }

    @Test
    void rowsOfTheirOwnValidateWhateverTheSplit() throws IOException {
        DatasetRows rows = open(
                Map.of(
                        "limit",
                        5,
                        "validation",
                        Map.of("x", "xv", "y", "yv", "limit", 3),
                        "test",
                        Map.of("x", "wide", "path", "rows.npz")),
                0.5,
                1 << 20);

        assertThat(rows.train().count()).isEqualTo(5);
        assertThat(rows.validation().count()).isEqualTo(3);
        assertThat(rows.validation().read(new int[] {2}).target().values()).containsExactly(2);
        assertThat(rows.test().count()).isEqualTo(10);
    }

    @Test
    void theLimitIsTakenBeforeTheSplit() throws IOException {
        DatasetRows rows = open(Map.of("limit", 7), 0.3, 1 << 20);

        assertThat(rows.train().count()).isEqualTo(4);
        assertThat(rows.validation().read(new int[] {2}).inputs().get(0).values())
                .containsExactly(12, 13);
    }

    @Test
    void rowsWithoutTargetsHaveTargetsOfNoNumbers() throws IOException {
        DataSource data = DataSource.read(Fields.of("data", Map.of("type", "npz", "path", "rows.npz", "y", "absent")))
                .withoutTarget();
        DatasetRows rows = new DataReader(file -> NpzFileTest.resource(file.path()), DataSettings.of(cache, cache, 1))
                .open(data, 0, 1, Preprocessing.NONE);

        assertThat(rows.train().target()).isEqualTo(RowFormat.none());
        assertThat(rows.train().read(new int[] {1, 2}).target().shape()).containsExactly(2, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "short|y||rows.npz: short has 9 rows, but y has 10; both must have as many",
                "x|short||rows.npz: x has 10 rows, but short has 9; both must have as many",
                "x|y|short|rows.npz: x has 10 rows, but short has 9",
                "x|y|wide|rows.npz: wide must have one number a row, the row's weight; a row is [2]",
                "x|y|negative|rows.npz: negative, row 0 must be a weight of 0 or more; found -1.0",
                "xx|y||rows.npz has no array xx (did you mean x?); it has: x, y, w",
                "x|labels||rows.npz has no array labels; it has: x, y, w",
            })
    void whatDoesNotFitTogetherIsSaid(String x, String y, String weight, String message) {
        Map<String, Object> options = new TreeMap<>(Map.of("x", x, "y", y));
        if (weight != null) {
            options.put("sample_weight", weight);
        }
        assertThatThrownBy(() -> open(options, 0, 1 << 20))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void arraysWithoutRowsOrNumbersAreRefused() {
        assertThatThrownBy(() -> open(Map.of("path", "refused.npz", "x", "empty", "y", "empty"), 0, 1 << 20))
                .hasMessage("refused.npz: empty has no rows");
        assertThatThrownBy(() -> open(Map.of("path", "refused.npz", "x", "narrow", "y", "narrow"), 0, 1 << 20))
                .hasMessage("refused.npz: narrow has rows without numbers: a row is [0]");
    }

    @Test
    void rowsOfAnotherShapeDoNotValidate() {
        assertThatThrownBy(() -> open(Map.of("validation", Map.of("x", "other")), 0, 1 << 20))
                .hasMessage(
                        "the validation rows must have the shapes of the training rows, x [2]; they have other [3]");
        assertThatThrownBy(() -> open(Map.of("test", Map.of("y", "wide")), 0, 1 << 20))
                .hasMessageContaining("the test rows must have the shapes of the training rows, y []");
    }

    @Test
    void aSplitThatLeavesNoRowIsSaid() {
        assertThatThrownBy(() -> open(Map.of("limit", 1), 0.5, 1 << 20))
                .hasMessage("validation_split 0.5 leaves no row of 1 to train on");
    }

    @Test
    void labelsThatAreNoClassesAreNamed() throws IOException {
        open(Map.of(), 0, 1 << 20).requireClasses(3);
        assertThatThrownBy(() -> open(Map.of(), 0, 1 << 20).requireClasses(2))
                .hasMessage("rows.npz: y, row 2 has label 2; labels must be whole numbers from 0 to 1, since the last"
                        + " layer has 2 units");
        assertThatThrownBy(() -> open(Map.of("y", "half"), 0, 1 << 20).requireClasses(10))
                .hasMessageContaining("row 1 has label 0.5; labels must be whole numbers from 0 to 9");
        assertThatThrownBy(() -> open(Map.of("y", "negative"), 0, 1 << 20).requireClasses(10))
                .hasMessageContaining("row 0 has label -1;");
        assertThatThrownBy(() -> open(Map.of("validation", Map.of("x", "xv", "y", "yv")), 0, 1 << 20)
                        .requireClasses(3))
                .hasMessageContaining("yv, row 3 has label 3");
    }

    @Test
    void anIgnoredLabelMayBeNoClass() throws IOException {
        open(Map.of(), 0, 1 << 20).requireClasses(2, 2);
        assertThatThrownBy(() -> open(Map.of(), 0, 1 << 20).requireClasses(2, -1))
                .hasMessageContaining("row 2 has label 2;");
        assertThatThrownBy(() -> open(Map.of("y", "negative"), 0, 1 << 20).requireClasses(10, -1))
                .hasMessageContaining("row 1 has label -0.7777778;");
    }

    @Test
    void aRowThatIsNotThereIsNotRead() throws IOException {
        DatasetRows rows = open(Map.of(), 0.5, 1 << 20);

        assertThatThrownBy(() -> rows.train().read(new int[] {5})).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rows.validation().read(new int[] {-1})).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void moreThanIsAllowedIsRefused() {
        DataSettings settings = new DataSettings(cache, cache, 0, 60, 1, TrainerPlugins.NONE);
        DataSource data = DataSource.read(Fields.of("data", Map.of("type", "npz", "path", "rows.npz")));

        assertThatThrownBy(() -> new DataReader(file -> NpzFileTest.resource(file.path()), settings)
                        .open(data, 0, 1, Preprocessing.NONE))
                .hasMessage("rows.npz: x of (10, 2) takes more than the 60 bytes that are allowed");
    }
}
