package io.epochal.client.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.epochal.client.CommandRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A model's weights as they stood at the ends of epochs, in the host's memory, in arrays of their own. Training changes a parameter's
 * array in place, and DJL's {@code copyTo} gives the array that is written to other memory; so none of these is ever written to.
 */
final class ParameterCopies implements AutoCloseable {
    private final NDManager manager;
    private final Map<Integer, NDList> byEpoch = new TreeMap<>();

    ParameterCopies(Engine engine) {
        this.manager = engine.newBaseManager(Device.cpu());
    }

    /** Keeps those of these epochs, and no others. */
    void retain(Block block, int ended, Set<Integer> epochs) {
        byEpoch.entrySet().removeIf(kept -> {
            boolean drop = !epochs.contains(kept.getKey());
            if (drop) {
                kept.getValue().close();
            }
            return drop;
        });
        if (epochs.contains(ended) && !byEpoch.containsKey(ended)) {
            byEpoch.put(ended, copy(block));
        }
    }

    private NDList copy(Block block) {
        NDList copies = new NDList();
        for (Parameter parameter : block.getParameters().values()) {
            NDArray array = parameter.getArray();
            NDArray copy = array.getDevice().isGpu() ? array.toDevice(Device.cpu(), false) : array.duplicate();
            copy.attach(manager);
            copies.add(copy);
        }
        return copies;
    }

    /** @throws CommandRefusedException where this process has no weights of that epoch, or those of another model */
    void restore(Block block, int epoch) throws CommandRefusedException {
        NDList kept = byEpoch.get(epoch);
        if (kept == null) {
            throw new CommandRefusedException("the weights of epoch " + (epoch + 1) + " are not in this process");
        }
        var parameters = block.getParameters().values();
        for (int i = 0; i < parameters.size(); i++) {
            NDArray array = parameters.get(i).getArray();
            if (kept.size() != parameters.size() || !kept.get(i).getShape().equals(array.getShape())) {
                throw new CommandRefusedException("the weights of epoch " + (epoch + 1) + " are another model's");
            }
        }
        for (int i = 0; i < parameters.size(); i++) {
            kept.get(i).copyTo(parameters.get(i).getArray());
        }
    }

    /** Each epoch's weights as one file of this folder; returns their names. */
    Map<Integer, String> write(Path folder) throws IOException {
        Map<Integer, String> files = new TreeMap<>();
        for (Map.Entry<Integer, NDList> kept : byEpoch.entrySet()) {
            String name = "epoch-" + kept.getKey() + ".ndlist";
            Path next = folder.resolve(name + ".new");
            Files.write(next, kept.getValue().encode());
            CheckpointFolder.replace(next, folder.resolve(name));
            files.put(kept.getKey(), name);
        }
        return files;
    }

    void read(int epoch, Path file) throws IOException {
        byEpoch.put(epoch, NDList.decode(manager, Files.readAllBytes(file)));
    }

    @Override
    public void close() {
        byEpoch.clear();
        manager.close();
    }
}
