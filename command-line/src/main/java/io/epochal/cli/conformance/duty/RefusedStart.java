package io.epochal.cli.conformance.duty;

import io.epochal.cli.conformance.Finding;
import io.epochal.cli.conformance.Findings;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.Scenario;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunStatus;
import java.util.List;

/** On the topics, callbacks are refused by the verdict on the event with which the run begins. */
final class RefusedStart implements Scenario {
    @Override
    public Move at(Turn turn) {
        return turn.isAttach()
                ? Move.GO_ON.commanding(new Command.FailRun("callbacks[0].patience must be 0 or more; found -1"))
                : turn.end();
    }

    @Override
    public List<Finding> findings(Transcript whole) {
        Findings findings = new Findings(whole);
        Steps.endAt(0, whole, findings);
        EndCheck.check(whole, RunStatus.FAILED, findings);
        return findings.all();
    }
}
