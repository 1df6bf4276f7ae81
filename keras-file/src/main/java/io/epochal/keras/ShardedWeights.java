package io.epochal.keras;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Weights in several files, and a {@code .weights.json} that says which group is in which of them. */
final class ShardedWeights {
    private ShardedWeights() {}

    static Map<String, H5Tensor> read(Path index, long limit) throws KerasFileException {
        String where = String.valueOf(index.getFileName());
        long left = limit;
        Map<String, H5Tensor> tensors = new TreeMap<>();
        for (String shard : shards(where, JsonText.parse(where, WeightsFile.bytes(index, limit)))) {
            byte[] bytes = WeightsFile.bytes(index.resolveSibling(shard), left);
            Map<String, H5Tensor> inside = H5Reader.read(shard, bytes, left);
            left -= Math.max(
                    bytes.length,
                    8 * inside.values().stream().mapToLong(H5Tensor::size).sum());
            for (Map.Entry<String, H5Tensor> tensor : inside.entrySet()) {
                if (tensors.put(tensor.getKey(), tensor.getValue()) != null) {
                    throw new KerasFileException(
                            shard + ": " + tensor.getKey(), "in another file of " + where + " too");
                }
            }
        }
        return tensors;
    }

    /** The names of the files; each is a sibling of the index, whatever a hostile one says. */
    private static Collection<String> shards(String where, Map<String, Object> index) throws KerasFileException {
        if (!(index.get("weight_map") instanceof Map<?, ?> map)) {
            throw new KerasFileException(where, "has no object weight_map, as Keras' index of sharded weights has");
        }
        Collection<String> shards = new TreeSet<>();
        for (Object value : map.values()) {
            for (Object shard : value instanceof List<?> several ? several : Collections.singletonList(value)) {
                if (!(shard instanceof String name) || !name.matches("[^/\\\\\\x00]+\\.h5")) {
                    throw new KerasFileException(
                            where,
                            "weight_map names " + KerasFileException.excerpt(shard)
                                    + "; right is the name of an .h5 file in the same folder");
                }
                shards.add(name);
            }
        }
        return shards;
    }
}
