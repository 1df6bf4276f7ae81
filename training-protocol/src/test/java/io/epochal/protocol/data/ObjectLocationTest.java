package io.epochal.protocol.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.protocol.field.Fields;
import io.epochal.protocol.field.SpecException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectLocationTest {
    @ParameterizedTest
    @ValueSource(strings = {"a.csv", "a b/c", "%2e%2e/x", "a/..b", "..a", "ä/日本.npz", "a//b", "a?b#c", "a\\b"})
    void aKeyIsTakenAsItIs(String key) {
        ObjectLocation found = ObjectLocation.parse("data.path", "s3://my-data.2/" + key);

        assertThat(found).isEqualTo(new ObjectLocation("my-data.2", key));
        assertThat(found).hasToString("s3://my-data.2/" + key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://",
                "s3:///",
                "s3:///key",
                "s3://a/key",
                "s3://UPPER/key",
                "s3://under_score/key",
                "s3://-data/key",
                "s3://data-/key",
                "s3://da..ta/key",
                "s3://../key",
                "s3://127.0.0.1/key",
                "s3://data:9000/key",
                "s3://user@data/key",
                "s3://data?x/key",
                "S3://data/key"
            })
    void whatIsNoBucketIsRefused(String path) {
        assertThatThrownBy(() -> ObjectLocation.parse("data.path", path))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("data.path must be s3://bucket/key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://data", "s3://data/", "s3://data/flowers/"})
    void aFolderIsRefusedAndTheZipIsNamed(String path) {
        assertThatThrownBy(() -> ObjectLocation.parse("data.path", path))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("a folder of files is one ZIP file in S3, such as s3://bucket/flowers.zip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../epochal/runs/a", "a/../b", "a/./b", "a/..", "a\nb", "a\u0007", "a\ud800"})
    void aKeyThatLeadsElsewhereIsRefused(String key) {
        assertThatThrownBy(() -> ObjectLocation.parse("data.path", "s3://data/" + key))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("must have a key without the steps . and ..");
    }

    @Test
    void aKeyHasAtMost1024BytesOfUtf8() {
        assertThat(ObjectLocation.parse("p", "s3://data/" + "ä".repeat(512)).key())
                .hasSize(512);
        assertThatThrownBy(() -> ObjectLocation.parse("p", "s3://data/" + "ä".repeat(513)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("at most 1024 bytes; it has 1026");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{path: s3://data/a, etag: 'a\"b', size: 1}",
                "{path: s3://data/a, etag: '', size: 1}",
                "{path: s3://data/a, etag: a, size: -2}",
                "{path: s3://data/a, etag: a}",
                "{path: s3://data/a, size: 1}",
                "{path: s3://data/a, version: v}",
                "{path: s3://data/a, etag: a, size: 1, version: \"v\\r\\nx: y\"}",
                "{path: a, etag: a, size: 1}",
                "{path: s3://data/../a, etag: a, size: 1}",
                "{path: s3://data/a, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}"
            })
    void aPinThatNoStoreGivesIsRefused(String path) {
        Map<String, Object> data = DataSamples.values("{type: npz, path: " + path + "}");

        assertThatThrownBy(() -> DataSource.read(Fields.of("data", data)))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("data.path.");
    }
}
