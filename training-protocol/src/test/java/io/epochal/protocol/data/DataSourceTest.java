package io.epochal.protocol.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Data of a run spec: read as written, and written as it is read. */
class DataSourceTest {
    private static DataSource read(String yaml) {
        return DataSource.read(Fields.of("data", DataSamples.values(yaml)));
    }

    @ParameterizedTest
    @MethodSource("io.epochal.protocol.data.DataSamples#yaml")
    void whatIsWrittenIsReadBackTheSame(String yaml) throws JsonProcessingException {
        DataSource source = read(yaml);

        String json = Wire.JSON.writerFor(DataSource.class).writeValueAsString(source);
        assertThat(read(json)).isEqualTo(source);
    }

    @Test
    void aSpecOfTodayNamesADataSet() {
        assertThat(read("dataset: mnist")).isEqualTo(new IdxData("mnist", null, List.of(0.0, 255.0), null));
        assertThat(read("{dataset: mnist, scale: [0, 1], limit: 10}"))
                .isEqualTo(new IdxData("mnist", null, List.of(0.0, 1.0), 10));
    }

    @Test
    void rowsForValidationHaveWhatTheyDoNotSayAsTheTrainingRowsHaveIt() {
        NpzData npz = (NpzData) read("{type: npz, path: a.npz, x: [a, b], y: c, sample_weight: w, limit: 4,"
                + " validation: {x: [d, e]}, test: {path: b.npz, sample_weight: v}}");

        assertThat(npz.validation())
                .isEqualTo(new NpzData(new InputFile("a.npz"), List.of("d", "e"), "c", null, null, null, null));
        assertThat(npz.test())
                .isEqualTo(new NpzData(new InputFile("b.npz"), List.of("a", "b"), "c", "v", null, null, null));
    }

    @Test
    void rowsOfATableForValidationHaveTheTrainingRowsOptions() {
        CsvData csv = (CsvData) read("{type: csv, path: a.csv, y: c, sample_weight: w, missing: drop, separator: ;,"
                + " categories: {k: index}, validation: {path: b.csv}}");

        assertThat(csv.validation()).isNotNull();
        assertThat(csv.validation().path()).isEqualTo(new InputFile("b.csv"));
        assertThat(csv.validation().separator()).isEqualTo(";");
        assertThat(csv.validation().columns())
                .isEqualTo(new TableColumns(
                        List.of(),
                        List.of("c"),
                        null,
                        null,
                        Map.of("k", CategoryEncoding.INDEX),
                        MissingValues.DROP,
                        false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|data.type is required",
                "{type: nzp, path: a}|data.type must be one of idx, npz, csv, parquet, images, provider (did you mean npz?)",
                "{type: npz}|data.path is required",
                "{type: npz, path: 3}|data.path must be an object with keys; found 3",
                "{type: npz, path: ''}|data.path must be the path of a file",
                "{type: npz, path: {path: a, sha256: AB}}|data.path.sha256 must be 64 hexadecimal digits",
                "{type: npz, path: a, x: []}|data.x must be a name, or a list of names",
                "{type: npz, path: a, x: [a, a]}|data.x must be different names",
                "{type: npz, path: a, x: 3}|data.x must be a list",
                "{type: npz, path: a, limit: 0}|data.limit must be a whole number, 1 or more",
                "{type: npz, path: a, valdation: {}}|data.valdation is not known here",
                "{type: npz, path: a, validation: {query: a}}|data.validation.query is not known here",
                "{type: npz, path: a, validation: {type: csv}}|data.validation.type must be the type of the training rows",
                "{type: csv, path: a}|data.y is required",
                "{type: csv, path: a, y: b, x: [b]}|data.x may not hold a column of y",
                "{type: csv, path: a, y: b, categories: {c: onehot}}|must be one of one_hot, index (did you mean one_hot?)",
                "{type: csv, path: a, y: b, categories: {b: index}}|data.categories must be columns of x",
                "{type: csv, path: a, y: b, x: c, categories: {d: index}}|data.categories must be columns of x",
                "{type: csv, path: a, y: b, missing: median}|data.missing must be one of refuse, mean, drop",
                "{type: csv, path: a, y: b, separator: ';;'}|data.separator must be one character",
                "{type: csv, path: a, y: b, query: ' '}|data.query must be one SELECT",
                "{type: csv, path: a, y: b, validation: {normalize: true}}|data.validation.normalize is fitted to the training",
                "{type: csv, path: a, y: b, validation: {categories: {q: index}}}|are fitted to the training rows",
                "{type: parquet, path: a, y: b, separator: ','}|data.separator is not known here",
                "{type: images, path: a}|data.size is required",
                "{type: images, path: a, size: [0, 1]}|data.size must be two whole numbers from 1 to 8192",
                "{type: images, path: a, size: 7}|data.size must be two whole numbers",
                "{type: images, path: a, size: [1, 1], color: cmyk}|data.color must be one of rgb, grayscale",
                "{type: images, path: a, size: [1, 1], scale: [1]}|data.scale must be two numbers",
                "{type: images, path: a, size: [1, 1], validation: {}}|data.validation.path is required",
                "{type: images, path: a, size: [1, 1], test: {path: b, color: grayscale}}|data.test.color must be as for",
                "{type: provider}|data.provider is required",
                "{type: idx}|data.dataset is required",
                "{type: idx, dataset: a, path: b}|data.dataset may not be there beside path",
                "{dataset: ../a}|data.dataset must be 1 to 128 letters",
            })
    void whatIsWrongIsSaidInWords(String yaml, String message) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(SpecException.class).hasMessageContaining(message);
    }

    @Test
    void aSpecListsItsFilesOnceAndReplacesThem() {
        DataSource source = read("{type: npz, path: a.npz, validation: {x: v}, test: {path: b.npz}}");

        assertThat(source.files()).containsExactly(new InputFile("a.npz"), new InputFile("b.npz"));
        DataSource stored = source.withFiles(file -> file.withSha256("f".repeat(64)));
        assertThat(stored.files())
                .containsExactly(new InputFile("a.npz", "f".repeat(64)), new InputFile("b.npz", "f".repeat(64)));
        assertThat(read("dataset: mnist").files()).isEmpty();
        assertThat(read("{type: images, path: a, size: [1, 1]}").files()).containsExactly(new InputFile("a"));
    }

    @Test
    void rowsWithoutTargetsNameNone() {
        NpzData npz = (NpzData) read("{type: npz, path: a, sample_weight: w}").withoutTarget();
        assertThat(npz.y()).isNull();
        assertThat(npz.sampleWeight()).isNull();
        CsvData csv = (CsvData)
                read("{type: csv, path: a, y: b, validation: {path: c}}").withoutTarget();
        assertThat(csv.columns().y()).isEmpty();
        assertThat(csv.validation()).isNotNull();
        assertThat(csv.validation().columns().y()).isEmpty();
    }

    @Test
    void whatWasFittedIsReadBack() throws JsonProcessingException {
        Preprocessing fitted = new Preprocessing(
                List.of(
                        new FittedColumn("a", null, List.of(), 1.5, 2.5, 0.1),
                        new FittedColumn("b", CategoryEncoding.ONE_HOT, List.of("x", "y", ""), null, 0, 1),
                        FittedColumn.number("c")),
                List.of("no", "yes"));

        String json = Wire.JSON.writeValueAsString(fitted);
        assertThat(Wire.JSON.readValue(json, Preprocessing.class)).isEqualTo(fitted);
        assertThat(fitted.width()).isEqualTo(5);
    }
}
