package io.epochal.trainer.djl.torchscript;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.model.TorchScriptBackbone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Opens the file of an encoder, and tries it before anything is trained. */
public final class TorchScriptEncoder {
    private static final int LONGEST_PATH = 200;

    /** Of a file: as much as the largest model has, twice. */
    private static final long LARGEST = 4L << 30;

    private final TorchScriptBackbone encoder;
    private final Path file;
    private final ImageLayout layout;
    private final List<Integer> row;
    private final NDManager manager;

    private TorchScriptEncoder(TorchScriptBackbone encoder, Path file, List<Integer> row, NDManager manager) {
        this.encoder = encoder;
        this.file = file;
        this.layout = new ImageLayout(encoder.channelsFirst());
        this.row = row;
        this.manager = manager;
    }

    /**
     * @param file where the encoder's file is on this machine
     * @param inputs the shape of one row of each input, channels last
     * @param manager owns the module and its weights
     * @throws IOException that names the file as the spec does, and says what is wrong with it
     */
    public static TorchScriptBlock open(
            TorchScriptBackbone encoder, Path file, List<List<Integer>> inputs, NDManager manager) throws IOException {
        if (inputs.size() != 1) {
            throw new IOException("the model's encoder takes one input, but data.x names " + inputs.size());
        }
        try {
            return new TorchScriptEncoder(encoder, file, inputs.get(0), manager).block();
        } catch (IOException e) {
            throw new IOException(Printable.of(encoder.file().path(), LONGEST_PATH) + " " + e.getMessage(), e);
        }
    }

    private TorchScriptBlock block() throws IOException {
        TorchScriptModule module = encoder.trainable()
                ? TorchScriptModule.trained(file, LARGEST, manager)
                : TorchScriptModule.frozen(file, LARGEST, manager);
        try (NDManager scope = manager.newSubManager()) {
            EncoderOutput.check(module.tried(zeros(scope, 2)), module.tried(zeros(scope, 3)));
            if (!encoder.trainable()) {
                return TorchScriptBlock.of(module, Map.of(), new ReplacedBuffers(Map.of()), layout);
            }
            Map<String, NDArray> weights = weights(module);
            ReplacedBuffers replaced = kept(replaced(scope), weights);
            return TorchScriptBlock.of(module, weights, replaced, layout);
        } catch (IOException | RuntimeException | Error e) {
            module.close();
            throw e;
        }
    }

    private NDArray zeros(NDManager scope, int rows) {
        Shape shape = new Shape(rows)
                .addAll(new Shape(row.stream().mapToLong(Integer::longValue).toArray()));
        return layout.toModule(scope.zeros(shape));
    }

    private Map<String, NDArray> weights(TorchScriptModule module) throws IOException {
        Map<String, NDArray> weights = module.tensors(manager);
        if (weights.values().stream().noneMatch(TorchScriptModule::getsGradient)) {
            throw new IOException("has no parameters that can be trained: torch.jit.freeze has made them constants, or"
                    + " requires_grad is False for all of them; with trainable: false it can be used as it is");
        }
        return weights;
    }

    /** Puts copies in the place of the weights that the module replaces. */
    private static ReplacedBuffers kept(Set<String> replaced, Map<String, NDArray> weights) throws IOException {
        Map<String, NDArray> kept = new LinkedHashMap<>();
        for (Map.Entry<String, NDArray> weight : weights.entrySet()) {
            if (replaced.contains(weight.getKey())) {
                if (TorchScriptModule.getsGradient(weight.getValue())) {
                    throw new IOException("assigns another tensor to its parameter "
                            + EngineMessage.printable(weight.getKey()) + " in forward, so that it cannot be trained");
                }
                weight.setValue(weight.getValue().duplicate());
                kept.put(weight.getKey(), weight.getValue());
            }
        }
        return new ReplacedBuffers(kept);
    }

    /** Found with a module of its own, which is called in train mode once: that changes statistics. */
    private Set<String> replaced(NDManager scope) throws IOException {
        try (TorchScriptModule scratch = TorchScriptModule.trained(file, LARGEST, scope)) {
            return ReplacedBuffers.of(scratch, zeros(scope, 2), scope);
        } catch (EngineException e) {
            throw new IOException("fails in train mode: " + EngineMessage.of(e), e);
        }
    }
}
