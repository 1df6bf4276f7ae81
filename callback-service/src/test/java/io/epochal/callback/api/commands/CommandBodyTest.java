package io.epochal.callback.api.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.protocol.Command;
import io.epochal.protocol.ModelWeights;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandBodyTest {
    @ParameterizedTest
    @MethodSource
    void readsACommandAndFillsInTheDefaults(String json, Command command) {
        assertThat(read(json).command()).isEqualTo(command);
    }

    static Stream<Arguments> readsACommandAndFillsInTheDefaults() {
        return Stream.of(
                Arguments.of("{'type':'StopTraining','reason':'enough'}", new Command.StopTraining("enough")),
                Arguments.of("{'type':'StopTraining'}", new Command.StopTraining("stopped by hand")),
                Arguments.of("{'type':'CancelRun'}", new Command.CancelRun("cancelled by hand")),
                Arguments.of("{'type':'PauseTraining'}", new Command.PauseTraining()),
                Arguments.of("{'type':'ResumeTraining'}", new Command.ResumeTraining()),
                Arguments.of("{'type':'SetLearningRate','value':0}", new Command.SetLearningRate(0)),
                Arguments.of("{'type':'SaveCheckpoint','name':'mine'}", new Command.SaveCheckpoint("mine")),
                Arguments.of(
                        "{'type':'SaveCheckpoint','name':'mine','weights':'averaged','weights_only':true}",
                        new Command.SaveCheckpoint("mine", ModelWeights.AVERAGED, true)),
                Arguments.of("{'type':'SummarizeWeights'}", new Command.SummarizeWeights()),
                Arguments.of(
                        "{'type':'ReplaceCallbacks','callbacks':[{'type':'EarlyStopping','patience':3}]}",
                        new Command.ReplaceCallbacks(List.of(Map.of("type", "EarlyStopping", "patience", 3)))));
    }

    @Test
    void readsARequestAsItIsOnTheWire() {
        CommandBody body = read("{'run':'r','time':'2026-01-02T03:04:05Z','command_id':'c-1','requested_by':'ann',"
                + "'command':{'type':'PauseTraining'}}");
        assertThat(body)
                .isEqualTo(new CommandBody(
                        new Command.PauseTraining(), Optional.of("r"), Optional.of("c-1"), Optional.of("ann")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | type must be one of CancelRun, PauseTraining,",
                "{'type':'StopTraning'} | (did you mean StopTraining?)",
                "{'type':'FailRun','reason':'x'} | found FailRun, which only a callback can send",
                "{'type':'SetLearningRate'} | SetLearningRate needs value; it has: value",
                "{'type':'PauseTraining','reason':'lunch'} | PauseTraining has no reason; it has: nothing but its type",
                "{'type':'SetLearningRate','valeu':1} | SetLearningRate has no valeu; it has: value (did you mean value?)",
                "{'type':'SetLearningRate','value':'fast'} | SetLearningRate: Cannot deserialize",
                "{'type':'SetLearningRate','value':'NaN'} | value must be a number, 0 or more, such as 0.0005; found NaN",
                "{'type':'SaveCheckpoint','name':'..'} | name must",
                "{'type':'ReplaceCallbacks','callbacks':[{}]} | callbacks[0].type is required",
                "{'command':7} | command must be an object; found 7",
                "{'command':{'type':'PauseTraining'},'id':'c-1'} | id is not known here; there are: command,",
                "{'command':{'type':'PauseTraining'},'command_id':7} | command_id must be a text; found 7",
            })
    void reportsWhatIsWrongAndWhatWouldBeRight(String json, String detail) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> read(json))
                .withMessageContaining(detail)
                .satisfies(
                        problem -> assertThat(problem.getResponse().getStatus()).isEqualTo(422));
    }

    @Test
    void theListOfUserCommandsIsTheOneInTheAnswers() {
        UserCommandValidator askable = new UserCommandValidator();
        List<Command> callbacksOnly = List.of(
                new Command.FailRun("x"),
                new Command.EvaluateOn(ModelWeights.TRAINED),
                new Command.SaveEvery(1, "x"),
                new Command.RestoreWeights(0),
                new Command.RecordBatches(1));
        assertThat(callbacksOnly).allSatisfy(command -> {
            assertThat(command.accept(askable)).isPresent();
            assertThat(UserCommandValidator.TYPES)
                    .doesNotContain(command.getClass().getSimpleName());
        });
        assertThat(Command.class.getPermittedSubclasses())
                .hasSize(callbacksOnly.size() + UserCommandValidator.TYPES.size());
    }

    private static CommandBody read(String json) {
        return CommandBody.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
