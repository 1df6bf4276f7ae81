package io.epochal.protocol.model;

import io.epochal.protocol.field.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operations with which a Functional model computes its masks. Keras 3.15 writes them into the graph beside the layers, and gives
 * what they compute to layers as {@code mask}. Here a layer hands its mask on by the same rules (each {@code compute_mask}), so that
 * the operations and the argument are left out.
 */
final class MaskOperations {
    private static final String MODULE = "keras.src.ops.";
    private static final Set<String> OF_MASKS =
            Set.of("Any", "Concatenate", "ConvertToTensor", "ExpandDims", "LogicalOr", "Squeeze");
    private static final Set<String> OF_SHAPES = Set.of("ZerosLike", "OnesLike");

    /** What an Embedding or a Masking makes its mask of. */
    private record Masked(KerasTensors.Source input, double value) {}

    private final Set<Masked> masked = new HashSet<>();
    private final Map<String, Fields> operations = new HashMap<>();
    private final Set<String> known = new HashSet<>();

    private MaskOperations() {}

    /** The names of those among a model's layers; an operation that a user wrote for something else is none of them. */
    static Set<String> names(List<Fields> items) {
        MaskOperations found = new MaskOperations();
        items.forEach(found::look);
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<String, Fields> one : found.operations.entrySet()) {
                more |= !found.known.contains(one.getKey())
                        && found.isOfMasks(one.getValue())
                        && found.known.add(one.getKey());
            }
        }
        return found.known;
    }

    private void look(Fields item) {
        if (String.valueOf(item.raw("module")).startsWith(MODULE)) {
            item.optionalText("name").ifPresent(name -> operations.put(name, item));
            return;
        }
        Fields config = item.has("config") ? item.object("config") : Fields.of(item.path(), Map.of());
        switch (item.has("class_name") ? item.text("class_name") : "") {
            case "Embedding" -> {
                if (Boolean.TRUE.equals(config.raw("mask_zero"))) {
                    addInputs(item, 0);
                }
            }
            case "Masking" -> addInputs(item, number(config.raw("mask_value")));
            default -> {}
        }
    }

    private void addInputs(Fields item, double value) {
        for (Fields node : item.objects("inbound_nodes")) {
            tensors(node).forEach(tensor -> masked.add(new Masked(tensor, value)));
        }
    }

    private boolean isOfMasks(Fields item) {
        String type = item.text("class_name");
        return item.objects("inbound_nodes").stream().allMatch(node -> isOfMasks(type, node));
    }

    private boolean isOfMasks(String type, Fields node) {
        List<KerasTensors.Source> tensors = tensors(node);
        if (type.equals("NotEqual")) {
            List<?> arguments = node.list("args");
            return arguments.size() == 2
                    && tensors.size() == 1
                    && masked.contains(new Masked(tensors.get(0), number(arguments.get(1))));
        }
        return OF_SHAPES.contains(type)
                || OF_MASKS.contains(type)
                        && !tensors.isEmpty()
                        && tensors.stream().allMatch(tensor -> known.contains(tensor.layer()));
    }

    private static List<KerasTensors.Source> tensors(Fields node) {
        List<KerasTensors.Source> tensors = new ArrayList<>();
        node.list("args").forEach(argument -> KerasTensors.collect(argument, tensors));
        return tensors;
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
