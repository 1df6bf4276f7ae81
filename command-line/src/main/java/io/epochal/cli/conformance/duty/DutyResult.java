package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import java.util.List;
import java.util.Optional;

/**
 * How a trainer does one duty.
 *
 * @param lacking the capability that the duty needs and that the trainer has not declared
 * @param findings where it does not keep the contract
 * @param logs the files with what the program printed
 */
public record DutyResult(Duty duty, Optional<String> lacking, List<Finding> findings, List<String> logs) {
    public DutyResult {
        findings = List.copyOf(findings);
        logs = List.copyOf(logs);
    }

    public boolean isFailed() {
        return !findings.isEmpty();
    }

    public boolean isDeclared() {
        return lacking.isEmpty();
    }
}
