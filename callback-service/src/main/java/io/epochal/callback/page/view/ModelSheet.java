package io.epochal.callback.page.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import io.epochal.protocol.model.Backbone;
import io.epochal.protocol.model.GraphLayer;
import io.epochal.protocol.model.GraphShape;
import io.epochal.protocol.model.LayerShape;
import io.epochal.protocol.model.Model;
import io.epochal.protocol.model.WeightSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The model of a run spec, as Keras' {@code summary()} has it.
 *
 * @param facts what is compiled into it, and how large it is
 * @param layers in their order, at most {@value #MOST_LAYERS}
 */
public record ModelSheet(List<String> facts, List<LayerLine> layers) {
    private static final int MOST_LAYERS = 200;
    private static final String UNKNOWN = "-";

    /** One layer; a hyphen for what is not known before the data are. */
    public record LayerLine(String name, String type, String shape, String parameters) {}

    /** @param inputs of one row of each input; empty where they are not known */
    static ModelSheet of(RunSpec spec, List<List<Integer>> inputs) {
        Model model = spec.model();
        Optional<GraphShape> shape = shape(model, inputs);
        List<String> facts = new ArrayList<>();
        Backbone backbone = model.backbone();
        if (backbone != null) {
            facts.add("behind " + backbone.name());
        }
        if (!inputs.isEmpty()) {
            facts.add("input " + inputs.stream().map(ModelSheet::sides).collect(Collectors.joining(", ")));
        }
        shape.ifPresent(known -> facts.add(size(known)));
        facts.add(spec.optimizer().type() + ", learning_rate "
                + text(spec.optimizer().rate().written()));
        facts.add("loss " + text(spec.loss()));
        facts.add("batch_size " + spec.batchSize());
        return new ModelSheet(facts.stream().map(ShownText::name).toList(), layers(model, shape));
    }

    /** Behind a backbone the layers' inputs are what it makes, which only its trainer knows. */
    private static Optional<GraphShape> shape(Model model, List<List<Integer>> inputs) {
        if (model.backbone() != null || inputs.size() != model.graph().inputCount()) {
            return Optional.empty();
        }
        try {
            return Optional.of(GraphShape.of(model.graph(), inputs));
        } catch (SpecException e) {
            // Such rows do not fit, so nothing is trained either: the run's end says why.
            return Optional.empty();
        }
    }

    private static List<LayerLine> layers(Model model, Optional<GraphShape> shape) {
        List<LayerLine> lines = new ArrayList<>();
        List<GraphLayer> layers = model.graph().layers();
        for (int i = 0; i < Math.min(MOST_LAYERS, layers.size()); i++) {
            int place = i;
            LayerShape known = shape.map(one -> one.layers().get(place)).orElse(null);
            GraphLayer layer = layers.get(i);
            lines.add(new LayerLine(
                    ShownText.name(layer.name()),
                    ShownText.name(layer.type()),
                    known == null ? UNKNOWN : sides(known.output()),
                    known == null ? UNKNOWN : count(parameters(known))));
        }
        return lines;
    }

    private static String size(GraphShape shape) {
        long all = 0;
        long trained = 0;
        for (int i = 0; i < shape.layers().size(); i++) {
            LayerShape layer = shape.layers().get(i);
            all += parameters(layer);
            trained += shape.graph().layers().get(i).trainable() && layer != null
                    ? layer.weights().stream()
                            .filter(WeightSpec::trainable)
                            .mapToLong(WeightSpec::size)
                            .sum()
                    : 0;
        }
        return count(all) + " parameters" + (trained == all ? "" : ", " + count(trained) + " of them trained");
    }

    private static long parameters(@Nullable LayerShape layer) {
        return layer == null
                ? 0
                : layer.weights().stream().mapToLong(WeightSpec::size).sum();
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 28 × 28 × 1}. */
    private static String sides(List<Integer> shape) {
        return shape.isEmpty() ? "1" : shape.stream().map(String::valueOf).collect(Collectors.joining(" × "));
    }

    private static String text(Object value) {
        try {
            return Wire.JSON.writeValueAsString(value).replace("\"", "");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a run spec that JSON cannot write", e);
        }
    }
}
