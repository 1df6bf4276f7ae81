package io.epochal.callback.messaging;

import io.epochal.callback.readmodel.ReadModelException;
import io.epochal.callback.readmodel.TableWriter;
import io.epochal.protocol.Topic;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is made of the records of some topics for the list. */
interface IndexedTopics {
    /** For threads and logs. */
    String name();

    List<Topic> topics();

    TableWriter writer();

    /** Hands a record to the writer. One that cannot be read is passed over: the deciders report it. */
    void handle(ConsumerRecord<String, byte[]> record) throws ReadModelException;

    /** How long what was handled may wait before it is stored, where more comes; where nothing more comes, it waits a second at most. */
    Duration gather();
}
