package io.epochal.keras;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cells one above the other; in the file they are a container, as the layers of a model are. */
final class StackedCellsKind implements LayerKind {
    @Override
    public List<String> variables(LayerConfig layer) {
        return List.of();
    }

    @Override
    public Map<String, LayerConfig> parts(LayerConfig layer) throws KerasFileException {
        Map<String, LayerConfig> parts = new LinkedHashMap<>();
        ContainerNames names = new ContainerNames();
        for (LayerConfig cell : layer.layers("cells")) {
            parts.put("cells/" + names.next(cell.className()), cell);
        }
        return parts;
    }
}
