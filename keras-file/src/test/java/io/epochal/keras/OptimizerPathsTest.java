package io.epochal.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerPathsTest {
    private static final Set<String> UNKNOWN = Set.of("opt_muon", "opt_scale");

    static Stream<KerasModels.Saved> known() throws IOException {
        return KerasModels.all().filter(model -> !model.optimizer().isEmpty() && !UNKNOWN.contains(model.name()));
    }

    /** A slot of a variable is named in Keras as adam/s_c_kernel_momentum: the optimizer's name, the variable's path, the slot. */
    @ParameterizedTest
    @MethodSource("known")
    void areInKerasOrder(KerasModels.Saved model) throws KerasFileException {
        List<OptimizerPath> paths = OptimizerPaths.of(optimizer(model), model.weights());

        assertThat(paths).extracting(OptimizerPath::h5).hasSameSizeAs(model.optimizer());
        for (int number = 0; number < paths.size(); number++) {
            String name = (String) model.optimizer().get(number).get(0);
            OptimizerPath path = paths.get(number);
            assertThat(path.h5()).isEqualTo("optimizer/vars/" + number);
            if (Set.of("r", "c", "u_product").contains(path.slot())) {
                assertThat(name).doesNotContain("_");
            } else {
                String variable = path.variable() == null ? "" : path.variable().replace('/', '_') + "_";
                assertThat(name).endsWith("/" + variable + path.slot());
            }
        }
    }

    private static Object optimizer(KerasModels.Saved model) {
        Map<?, ?> compiled = (Map<?, ?>) Objects.requireNonNull(model.config().get("compile_config"));
        return Objects.requireNonNull(compiled.get("optimizer"));
    }

    @Test
    void aNameIsTheOptimizerWithItsDefaults() throws KerasFileException {
        assertThat(OptimizerPaths.of("sgd", List.of(new WeightPath("dense/kernel", "layers/dense/vars/0", true))))
                .extracting(OptimizerPath::slot)
                .containsExactly("iteration", "learning_rate");
    }

    @Test
    void saysWhichOptimizerIsNotKnown() throws IOException {
        KerasModels.Saved muon = KerasModels.all()
                .filter(model -> model.name().equals("opt_muon"))
                .findFirst()
                .orElseThrow();

        assertThatThrownBy(() -> OptimizerPaths.of(optimizer(muon), muon.weights()))
                .isInstanceOf(KerasFileException.class)
                .hasMessage(
                        "config.json: compile_config has the optimizer Muon, the order of whose variables is not known");
    }
}
