package io.epochal.trainer.run.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import io.epochal.trainer.run.state.TestStates;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandRejectionTest {
    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of(new Command.StopTraining("enough"), ""),
                Arguments.of(new Command.SetLearningRate(0), ""),
                Arguments.of(new Command.SetLearningRate(-1), "a learning rate must be a number, 0 or more"),
                Arguments.of(new Command.SetLearningRate(Double.NaN), "a learning rate must be a number, 0 or more"),
                Arguments.of(new Command.SaveCheckpoint("best"), ""),
                Arguments.of(new Command.SaveCheckpoint("../x"), "name "),
                Arguments.of(new Command.SummarizeWeights(), ""),
                Arguments.of(new Command.ReplaceCallbacks(List.of()), ""),
                Arguments.of(new Command.FailRun("NaN"), "only a callback can ask for this"),
                Arguments.of(new Command.EvaluateOn(ModelWeights.TRAINED), "only a callback can ask for this"),
                Arguments.of(new Command.SaveEvery(1, "backup"), "only a callback can ask for this"),
                Arguments.of(new Command.RestoreWeights(0), "only a callback can ask for this"),
                Arguments.of(new Command.RecordBatches(1), "only a callback can ask for this"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatCannotBeAppliedIsRejectedWithAReason(Command command, String reason) {
        var rejection = command.accept(new CommandRejection(TestStates.SPEC));

        assertThat(rejection.isPresent()).isEqualTo(!reason.isEmpty());
        assertThat(rejection.orElse("")).startsWith(reason);
    }
}
