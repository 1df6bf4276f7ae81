package io.epochal.keras;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of Keras' variables is which weight of the same model elsewhere. Both lists have the order of the layers, so that the models'
 * own names in the paths, which Keras sets in some places only, do not matter. States of random generators are no weights.
 */
public final class WeightMatch {
    private static final String SEED = "seed_generator_state";

    private WeightMatch() {}

    /** Whether this variable is the state of a random generator. */
    public static boolean isSeed(WeightPath path) {
        return path.keras().endsWith(SEED);
    }

    /**
     * Keras' path of each weight.
     *
     * @param weights paths of the weights in the order of the layers, ending as Keras' paths do: {@code conv2d/kernel}
     * @throws KerasFileException where the lists do not agree
     */
    public static Map<String, String> of(List<WeightPath> keras, List<String> weights) throws KerasFileException {
        List<WeightPath> variables = new ArrayList<>(keras);
        variables.removeIf(WeightMatch::isSeed);
        Map<String, String> match = new LinkedHashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            String weight = weights.get(i);
            if (i >= variables.size() || !last(variables.get(i).keras()).equals(last(weight))) {
                throw new KerasFileException(
                        LayerConfig.WHERE,
                        "the model's weight number " + i + " is "
                                + (i < variables.size() ? variables.get(i).keras() : "missing") + "; right is "
                                + weight);
            }
            match.put(weight, variables.get(i).keras());
        }
        if (variables.size() > weights.size()) {
            throw new KerasFileException(
                    LayerConfig.WHERE,
                    "the model has a weight too much: "
                            + variables.get(weights.size()).keras());
        }
        return match;
    }

    private static String last(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int twice = name.indexOf('#');
        return twice < 0 ? name : name.substring(0, twice);
    }
}
