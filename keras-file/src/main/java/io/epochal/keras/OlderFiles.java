package io.epochal.keras;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a variable lies in files of older versions, which Keras 3.15 still reads. */
final class OlderFiles {
    private OlderFiles() {}

    /** The tensor at a path as Keras 3.15 writes it, or where an older version put it; null if it is at none of them. */
    static @Nullable H5Tensor find(Map<String, H5Tensor> tensors, String h5) {
        for (String place : places(h5)) {
            H5Tensor tensor = tensors.get(place);
            if (tensor != null) {
                return tensor;
            }
        }
        return null;
    }

    /** As H5IOStore.get in saving_lib.py, and as attention had its dense layers before they could be asked for. */
    private static Set<String> places(String h5) {
        String attention = h5.replaceAll("/(query|key|value|output)_dense/", "/_$1_dense/");
        Set<String> places = new LinkedHashSet<>();
        places.add(h5);
        places.add(attention);
        places.add(h5.replace("layers", "_layer_checkpoint_dependencies"));
        places.add(attention.replace("layers", "_layer_checkpoint_dependencies"));
        return places;
    }
}
