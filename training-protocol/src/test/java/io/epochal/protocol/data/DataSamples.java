package io.epochal.protocol.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Map;

/** Data of run specs as users write them, every field of every kind among them. */
public final class DataSamples {
    private static final YAMLMapper YAML = new YAMLMapper();

    private DataSamples() {}

    public static List<String> yaml() {
        return List.of(
                "dataset: mnist",
                "{dataset: mnist, scale: [-1, 1], limit: 100}",
                "{type: idx, path: digits}",
                "{type: npz, path: a.npz}",
                "{type: npz, path: {path: a.npz, sha256: "
                        + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}, x: [a, b], y: c,"
                        + " sample_weight: w, limit: 3, validation: {x: [d, e], y: f}, test: {path: b.npz}}",
                "{type: csv, path: a.csv, y: class}",
                "{type: csv, path: 's3://data/a b/ä%2e.csv', y: class}",
                "{type: csv, path: {path: s3://data/a.csv, etag: 0123456789abcdef-12, size: 0}, y: class}",
                "{type: csv, path: {path: s3://data/a.csv, etag: abc, version: v1, size: 5000000000}, y: class}",
                "{type: csv, path: a.csv, x: [a, b], y: [c, d], sample_weight: w, query: SELECT * FROM data,"
                        + " categories: {a: one_hot, b: index}, missing: mean, normalize: true, separator: ;,"
                        + " header: false, limit: 7, validation: {path: v.csv}, test: {query: SELECT 1, limit: 2}}",
                "{type: parquet, path: a.parquet, y: class, missing: drop, validation: {path: b.parquet}}",
                "{type: images, path: flowers, size: [8, 9]}",
                "{type: images, path: flowers, size: [8, 9], color: grayscale, scale: [0, 1], labels: none, limit: 5,"
                        + " validation: {path: others}, test: {path: more, limit: 1}}",
                "{type: provider, provider: random, options: {rows: 10, of: [1, 2]}}",
                "{type: provider, provider: random, path: a.bin, limit: 5}");
    }

    /** What YAML says, as a run spec's reader gets it. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> values(String yaml) {
        try {
            return YAML.readValue(yaml, Map.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
