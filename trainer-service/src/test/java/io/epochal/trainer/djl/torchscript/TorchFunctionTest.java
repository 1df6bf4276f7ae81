package io.epochal.trainer.djl.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class TorchFunctionTest {
    @Test
    void changesTensorsInPlace() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            TorchFunction scale = TorchFunction.of(
                    "values: List[Tensor], factor: float", "torch._foreach_mul_(values, factor)", manager);
            NDArray first = manager.create(new float[] {1, 2});
            NDArray second = manager.create(3f);

            scale.call(TorchFunction.tensors(List.of(first, second)), IValue.from(2.0));
            scale.call(TorchFunction.tensors(List.of(second)), IValue.from(2.0));

            assertThat(first.toFloatArray()).containsExactly(2, 4);
            assertThat(second.getFloat()).isEqualTo(12);
        }
    }

    @Test
    void codeThatPyTorchCannotCompileIsFoundWhenItIsLoaded() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            assertThatThrownBy(() -> TorchFunction.of("value: Tensor", "torch.nothing(value)", manager))
                    .isInstanceOf(EngineException.class);
        }
    }
}
