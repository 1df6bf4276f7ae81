package io.epochal.callback.recording.alert;

import io.epochal.callback.policy.alert.RunAlert;

/** Is told what came of each alert and destination. Called by the destinations' threads. */
interface DeliveryReports {
    void delivered(RunAlert alert, String destination);

    /** It will not be sent again. */
    void failed(RunAlert alert, String destination, String why);
}
