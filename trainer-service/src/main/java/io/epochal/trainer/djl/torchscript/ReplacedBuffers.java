package io.epochal.trainer.djl.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Buffers to which a module's {@code forward} assigns another tensor, {@code self.count = self.count + 1}, where others are changed in
 * place. BatchNorm in files of PyTorch before 1.13 has one. What the model keeps of such a buffer is a copy, which goes into the module
 * before each call and is taken out of it behind.
 *
 * @param kept by their names in the module
 */
record ReplacedBuffers(Map<String, NDArray> kept) {
    /**
     * Which ones a module replaces.
     *
     * @param scratch is called once in train mode, and is of no use behind
     */
    static Set<String> of(TorchScriptModule scratch, NDArray input, NDManager scope) {
        Map<String, NDArray> before = scratch.tensors(scope);
        scratch.setTraining(true);
        var unused = scratch.forward(input);
        Set<String> replaced = new HashSet<>();
        scratch.tensors(scope).forEach((name, now) -> {
            NDArray earlier = before.get(name);
            if (earlier != null && !sharesMemory(earlier, now)) {
                replaced.add(name);
            }
        });
        return replaced;
    }

    private static boolean sharesMemory(NDArray one, NDArray other) {
        InPlaceCopy.copy(one.zerosLike(), one);
        InPlaceCopy.copy(other.onesLike(), other);
        return one.contentEquals(other);
    }

    void into(TorchScriptModule module, NDManager scope) {
        each(module, scope, InPlaceCopy::copy);
    }

    void outOf(TorchScriptModule module, NDManager scope) {
        each(module, scope, (values, now) -> InPlaceCopy.copy(now, values));
    }

    /** @param copy takes what is kept, and what the module has now */
    private void each(TorchScriptModule module, NDManager scope, BiConsumer<NDArray, NDArray> copy) {
        if (kept.isEmpty()) {
            return;
        }
        module.tensors(scope).forEach((name, now) -> {
            NDArray values = kept.get(name);
            if (values != null) {
                copy.accept(values, now);
            }
        });
    }
}
