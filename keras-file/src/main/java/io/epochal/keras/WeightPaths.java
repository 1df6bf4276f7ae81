package io.epochal.keras;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which variable of a model is where in its weights file, from the model's {@code config.json}. In the order of Keras' {@code
 * model.weights}; those that are trainable are in the order of {@code model.trainable_variables}.
 *
 * <p>Paths in the model are those of a model that was built in one piece: layers of a Sequential model have its name before theirs, layers
 * of a Functional one do not, as each stands where it was first called. A path that occurs twice, in two models inside the model, gets
 * {@code #2} after it.
 */
public final class WeightPaths {
    private static final int DEPTH = 100;

    private final List<WeightPath> paths = new ArrayList<>();
    private final Map<String, Integer> used = new HashMap<>();

    private WeightPaths() {}

    /**
     * @param config a Sequential or Functional model
     * @throws KerasFileException if it is no such model, or has a layer whose variables are not known
     */
    public static List<WeightPath> of(Map<String, Object> config) throws KerasFileException {
        LayerConfig model = LayerConfig.of(config, "the model");
        if (!isModel(model)) {
            throw new KerasFileException(
                    LayerConfig.WHERE,
                    model.describe() + " is the model; right is one of the class Sequential or Functional");
        }
        WeightPaths walk = new WeightPaths();
        walk.layer(model, "", "", true, 0);
        return Collections.unmodifiableList(walk.paths);
    }

    private static boolean isModel(LayerConfig layer) {
        return layer.className().equals("Sequential") || layer.className().equals("Functional");
    }

    /**
     * @param scope what stands before the layer's name in paths: empty, or ending in a slash
     * @param group of the layer in the file: empty, or ending in a slash
     */
    private void layer(LayerConfig layer, String scope, String group, boolean trainable, int depth)
            throws KerasFileException {
        if (depth > DEPTH) {
            throw new KerasFileException(LayerConfig.WHERE, "layers inside layers more than " + DEPTH + " deep");
        }
        boolean changes = trainable && layer.trainable();
        if (isModel(layer)) {
            String inner = layer.className().equals("Sequential") ? layer.name() + "/" : "";
            model(layer, inner, group, changes, depth);
            return;
        }
        LayerKind kind = LayerKinds.of(layer);
        String inner = (kind.isBuiltBefore() ? "" : scope) + layer.name() + "/";
        List<String> variables = kind.variables(layer);
        int changing = variables.size() - kind.fixed(layer);
        for (int number = 0; number < variables.size(); number++) {
            add(inner + variables.get(number), group + "vars/" + number, changes && number < changing);
        }
        for (Map.Entry<String, LayerConfig> part : kind.parts(layer).entrySet()) {
            layer(
                    part.getValue(),
                    inner,
                    group + part.getKey() + "/",
                    kind.freezesParts() ? changes : trainable,
                    depth + 1);
        }
    }

    private void model(LayerConfig model, String scope, String group, boolean trainable, int depth)
            throws KerasFileException {
        ContainerNames names = new ContainerNames();
        for (LayerConfig layer : model.layers("layers")) {
            // An operation that is no layer, as keras.ops.mean, has neither variables nor a group.
            if (!layer.module().startsWith("keras.src.ops")) {
                String name = names.next(layer.className());
                layer(layer, scope, group + "layers/" + name + "/", trainable, depth + 1);
            }
        }
    }

    private void add(String path, String h5, boolean trainable) {
        int times = used.merge(path, 1, Integer::sum);
        paths.add(new WeightPath(times == 1 ? path : path + "#" + times, h5, trainable));
    }
}
