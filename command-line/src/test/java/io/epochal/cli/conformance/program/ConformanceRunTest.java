package io.epochal.cli.conformance.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.cli.conformance.duty.Duty;
import io.epochal.cli.conformance.duty.DutyResult;
import io.epochal.cli.view.ConformanceView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A trainer that keeps the contract has every duty; each fault is found by the duty that it breaks. */
// Services and trainers keep each other waiting: many may do so at a time.
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class ConformanceRunTest {
    @TempDir
    private Path folder;

    @Test
    void aTrainerThatKeepsTheContractHasEveryDuty() throws Exception {
        List<DutyResult> results = check(PlantedFault.NONE, ContractProgram.MOST, EnumSet.allOf(Duty.class));

        assertThat(results).extracting(DutyResult::duty).containsExactly(Duty.values());
        assertThat(results).allSatisfy(result -> assertThat(result.isFailed())
                .as(ConformanceView.text(result))
                .isFalse());
        assertThat(results).allMatch(DutyResult::isDeclared);
    }

    static Set<PlantedFault> faults() {
        Set<PlantedFault> faults = EnumSet.complementOf(EnumSet.of(PlantedFault.NONE));
        faults.removeAll(PlantedFault.OF_TOPICS);
        return faults;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aPlantedFaultIsFoundByItsDuty(PlantedFault fault) throws Exception {
        List<String> capabilities = fault.breaks == Duty.REFUSAL ? List.of("StopTraining") : ContractProgram.MOST;

        DutyResult result = check(fault, capabilities, EnumSet.of(fault.breaks)).get(0);

        assertThat(result.duty()).isEqualTo(fault.breaks);
        assertThat(result.findings()).as(ConformanceView.text(result)).anyMatch(finding -> finding.expected()
                .contains(fault.instead));
    }

    @Test
    void aDutyThatNeedsWhatTheTrainerCannotIsNotDeclared() throws Exception {
        List<DutyResult> results = check(PlantedFault.NONE, List.of(), EnumSet.allOf(Duty.class));

        assertThat(results)
                .filteredOn(result -> !result.isDeclared())
                .extracting(DutyResult::duty)
                .containsExactly(Duty.STOP, Duty.RATE, Duty.SAVE, Duty.RESTORE, Duty.PAUSE, Duty.REPLACE, Duty.RESUME);
        assertThat(results).allSatisfy(result -> assertThat(result.isFailed())
                .as(ConformanceView.text(result))
                .isFalse());
    }

    /** Nothing that users may send is left to refuse but callbacks. */
    @Test
    void aTrainerThatCanObeyEverythingHasToPassOnWhatTheDecidersRefuse() throws Exception {
        List<String> all = Stream.concat(ContractProgram.MOST.stream(), Stream.of("SummarizeWeights"))
                .toList();

        assertThat(check(PlantedFault.NONE, all, EnumSet.of(Duty.REFUSAL)))
                .allSatisfy(result -> assertThat(result.isFailed())
                        .as(ConformanceView.text(result))
                        .isFalse());
        assertThat(check(PlantedFault.REFUSES_WITHOUT_A_REASON, all, EnumSet.of(Duty.REFUSAL)))
                .allMatch(DutyResult::isFailed);
    }

    private List<DutyResult> check(PlantedFault fault, List<String> capabilities, Collection<Duty> duties)
            throws Exception {
        List<DutyResult> results = new ArrayList<>();
        TrainerProgram program = new ContractProgram(ContractProgram::http, fault, capabilities);
        ConformanceRun.overHttp(program, folder, Duration.ofSeconds(5)).check(duties, results::add);
        return results;
    }
}
