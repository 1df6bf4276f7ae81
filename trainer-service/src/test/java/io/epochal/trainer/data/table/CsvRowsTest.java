package io.epochal.trainer.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.RowFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a text file's rows become. */
@Tag("slow")
class CsvRowsTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    private TestTables tables;

    @BeforeEach
    void tables() {
        tables = new TestTables(folder, cache);
    }

    /** In each, the rows are 1, 2 with 0 and 3, 4 with 1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b,y\n1,2,0\n3,4,1\n",
                "a,b,y\n1,2,0\n3,4,1",
                "a,b,y\r\n1,2,0\r\n3,4,1\r\n",
                "\ufeffa,b,y\n1,2,0\n3,4,1\n",
                "\"a\",\"b\",\"y\"\n\"1\",\"2\",\"0\"\n\"3\",\"4\",\"1\"\n",
                "a,b,y\n\n1,2,0\n\n3,4,1\n\n",
                "a,b,y\n1.0,2e0,0\n 3 ,+4,1\n",
            })
    void numbersAreReadHoweverTheyAreWritten(String content) throws IOException {
        DatasetRows rows = tables.csv(content, Map.of());

        assertThat(TestTables.x(rows.train())).containsExactly(List.of(1f, 2f), List.of(3f, 4f));
        assertThat(TestTables.y(rows.train())).containsExactly(0f, 1f);
        assertThat(rows.train().inputs()).containsExactly(new RowFormat("x", List.of(2), RowFormat.Kind.FLOAT32));
        assertThat(rows.train().target()).isEqualTo(new RowFormat("y", List.of(), RowFormat.Kind.INT32));
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void textIsOneHotBySortedVocabularyAndQuotesMayHoldAnything() throws IOException {
        DatasetRows rows = tables.csv(
                "a,\"b \"\"c\"\", d\",y\n\"x, y\",1,no\n\"q\"\"q\",2,yes\n\"line\nend\",3,no\nÄ,4,maybe\n", Map.of());

        assertThat(rows.preprocessing().columns().get(0).vocabulary())
                .containsExactly("line\nend", "q\"q", "x, y", "Ä");
        assertThat(rows.preprocessing().columns().get(1).name()).isEqualTo("b \"c\", d");
        assertThat(rows.preprocessing().classes()).containsExactly("maybe", "no", "yes");
        assertThat(TestTables.x(rows.train()))
                .containsExactly(
                        List.of(0f, 0f, 1f, 0f, 1f),
                        List.of(0f, 1f, 0f, 0f, 2f),
                        List.of(1f, 0f, 0f, 0f, 3f),
                        List.of(0f, 0f, 0f, 1f, 4f));
        assertThat(TestTables.y(rows.train())).containsExactly(1f, 2f, 1f, 0f);
    }

    @Test
    void columnsAreTakenInTheOrderOfTheSpec() throws IOException {
        DatasetRows rows = tables.csv(
                "a,b,c,y,w\n1,2,3,0,1\n4,5,6,1,0.5\n",
                Map.of("x", List.of("c", "a"), "y", List.of("y", "b"), "sample_weight", "w"));

        assertThat(TestTables.x(rows.train())).containsExactly(List.of(3f, 1f), List.of(6f, 4f));
        assertThat(TestTables.y(rows.train())).containsExactly(0f, 2f, 1f, 5f);
        assertThat(rows.train().target().shape()).containsExactly(2);
        assertThat(rows.train().read(new int[] {1, 0}).weights()).containsExactly(0.5f, 1f);
    }

    @Test
    void withoutXItIsAllThatIsNeitherYNorWeight() throws IOException {
        DatasetRows rows = tables.csv("w,a,y\n1,2,3\n", Map.of("sample_weight", "w"));

        assertThat(TestTables.x(rows.train())).containsExactly(List.of(2f));
    }

    @Test
    void categoriesAreNumberedOrSpreadAsTheSpecSays() throws IOException {
        DatasetRows rows = tables.csv(
                "a,b,y\n10,p,0\n9,q,1\n10,p,0\n", Map.of("categories", Map.of("a", "one_hot", "b", "index")));

        assertThat(rows.preprocessing().columns().get(0).vocabulary()).containsExactly("9", "10");
        assertThat(TestTables.x(rows.train()))
                .containsExactly(List.of(0f, 1f, 0f), List.of(1f, 0f, 1f), List.of(0f, 1f, 0f));
    }

    @Test
    void truthValuesAreZeroAndOne() throws IOException {
        DatasetRows rows = tables.csv("a,y\ntrue,False\nFALSE,True\n", Map.of());

        assertThat(TestTables.x(rows.train())).containsExactly(List.of(1f), List.of(0f));
        assertThat(TestTables.y(rows.train())).containsExactly(0f, 1f);
    }

    @Test
    void separatorAndHeaderMayBeOthers() throws IOException {
        DatasetRows rows = tables.csv("1;\"2;5\"\n3;z\n", Map.of("separator", ";", "header", false, "y", "column0"));

        assertThat(rows.preprocessing().columns().get(0).vocabulary()).containsExactly("2;5", "z");
        assertThat(TestTables.y(rows.train())).containsExactly(1f, 3f);
        rows = tables.csv("a\ty\n1\t2\n", Map.of("separator", "\t"));
        assertThat(TestTables.y(rows.train())).containsExactly(2f);
    }

    @Test
    void aCompressedFileIsReadByItsName() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write("a,y\n1,2\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.write(folder.resolve("b.csv.gz"), bytes.toByteArray());

        DatasetRows rows = tables.csv("a,y\n5,6\n", Map.of("validation", Map.of("path", "b.csv.gz")));
        assertThat(TestTables.y(rows.validation())).containsExactly(2f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's.csv", "*.csv", "[ab].csv", "a\"b.csv", "x') UNION SELECT 1 --.csv", "$(id).csv"})
    void aFilesNameIsNeverSql(String name) throws IOException {
        Files.writeString(folder.resolve(name), "a,y\n7,8\n");
        Files.writeString(folder.resolve("b.csv"), "a,y\n0,0\n");

        DatasetRows rows = tables.csv("a,y\n5,6\n", Map.of("validation", Map.of("path", name)));
        assertThat(TestTables.x(rows.validation())).containsExactly(List.of(7f));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|a.csv: the file is empty; it must have rows",
                "'\n\n'|a.csv: the file is empty",
                "'a,y\n'|a.csv has no rows",
                "'a,y'|a.csv has no rows",
                "'a,b\n1,2\n'|a.csv has no column y (did you mean a?); there are: a, b",
                "'a,Y\n1,2\n'|a.csv has no column y (did you mean Y?)",
                "'y\n1\n'|a.csv has no column for x beside those of y",
                "'a,A,y\n1,2,3\n'|the columns' names must differ, not in case only; found a and A",
                "'a,,y\n1,2,3\n'|column 1 has none. Set header: false",
                "'a,y\n1,2,3\n'|a.csv: Invalid Input Error: CSV Error on Line: 2",
                "'a,y\n1,2\n1\n'|a.csv: Invalid Input Error: CSV Error on Line: 3",
                "'a,y\n1,\"2\n'|a.csv: Invalid Input Error: CSV Error on Line: 2",
                "'a,\"y\n1,2\n'|a.csv: a quoted text of the first row does not end",
                "'a,y\n1,2\n,3\n'|a.csv, row 1 (the first is 0), column a has no value; give it one, or set missing: drop"
                        + " or missing: mean",
                "'a,y\n1,2\n2,NA\n'|a.csv, row 1 (the first is 0), column y has no value; give it one, or set missing: drop",
                "'a,y\nnan,2\n'|row 0 (the first is 0), column a has no value",
                "'a,y\n1,2\ninf,2\n'|row 1 (the first is 0), column a must be a finite number of 32 bits",
                "'a,y\n1e300,2\n'|row 0 (the first is 0), column a must be a finite number",
                "'a,y\n1,2\n2,3\nx,4\n'|row 2 (the first is 0), column a is 'x', where other rows have numbers; correct it,"
                        + " or take the column as text with categories: {a: one_hot}",
                "'a,y\n1,2\n2,x\n'|a.csv, row 1 (the first is 0), column y is 'x', where other rows have numbers; correct it",
            })
    void whatIsWrongIsSaidWithItsPlace(String content, String message) {
        assertThatThrownBy(() -> tables.csv(content, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatTheSpecNamesMustBeThere() {
        String content = "age,size,y\n1,2,3\n";
        assertThatThrownBy(() -> tables.csv(content, Map.of("x", List.of("age", "sise"))))
                .hasMessage("a.csv has no column sise (did you mean size?); there are: age, size, y");
        assertThatThrownBy(() -> tables.csv(content, Map.of("sample_weight", "w")))
                .hasMessageContaining("a.csv has no column w");
        assertThatThrownBy(() -> tables.csv(content, Map.of("categories", Map.of("agge", "index"))))
                .hasMessageContaining("has no column agge (did you mean age?)");
        assertThatThrownBy(() -> tables.csv("a,w,y\n1,-2,3\n", Map.of("sample_weight", "w")))
                .hasMessageContaining("row 0 (the first is 0), column w must be a weight of 0 or more; found -2.0");
        assertThatThrownBy(() -> tables.csv("a,w,y\n1,x,3\n", Map.of("sample_weight", "w")))
                .hasMessageContaining("column w must be numbers, the rows' weights; it is text");
        assertThatThrownBy(() -> tables.csv("a,b,y\n1,x,3\n", Map.of("y", List.of("y", "b"))))
                .hasMessageContaining("several columns of y must be numbers");
    }

    @Test
    void textThatIsNoUtf8IsRefused() {
        byte[] latin = "a,y\n\u00e4,2\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> tables.csv(latin, Map.of()))
                .hasMessageContaining("a.csv")
                .hasMessageContaining("utf-8");
    }

    @Test
    void labelsThatAreNoClassesAreNamed() throws IOException {
        assertThatThrownBy(() -> tables.csv("a,y\n1,0\n2,7\n", Map.of()).requireClasses(3))
                .hasMessage(
                        "a.csv, column y, row 1 has label 7; labels must be whole numbers from 0 to 2, since the last"
                                + " layer has 3 units");
    }

    /** A file that is cut anywhere is read, or refused by its name. */
    @Test
    void aCutFileIsReadOrRefusedByItsName() throws IOException {
        byte[] right = "a,b,y\n1,\"x\"\"\r\ny\",0\n2,z,1\n3,\"q\",0\n".getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int length = 0; length < right.length; length++) {
            try {
                assertThat(tables.csv(Arrays.copyOf(right, length), Map.of())
                                .train()
                                .count())
                        .isBetween(1, 3);
            } catch (IOException e) {
                refused++;
                assertThat(e.getMessage()).as("cut at " + length).startsWith("a.csv");
            }
        }
        assertThat(refused).isBetween(5, right.length - 1);
    }

    @Test
    void thereMustBeAFile() {
        assertThatThrownBy(() -> tables.csv("a,y\n1,2\n", Map.of("validation", Map.of("path", "other.csv"))))
                .hasMessage("there is no file other.csv");
    }
}
