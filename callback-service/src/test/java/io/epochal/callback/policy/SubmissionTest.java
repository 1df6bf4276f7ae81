package io.epochal.callback.policy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.epochal.callback.Specs;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would stop a recorder, an upload or a decider later is refused when it is submitted, with the field and the reason. */
class SubmissionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {'type': 'ModelCheckpoint', 'filepath': '{epoch:0300000000d}'}         | callbacks[0].filepath   | wider than 100
            {'type': 'ModelCheckpoint', 'filepath': '{epoch:02000000d}'}           | callbacks[0].filepath   | wider than 100
            {'type': 'ModelCheckpoint', 'filepath': '{val_loss:99999999999f}'}     | callbacks[0].filepath   | wider than 100
            {'type': 'ModelCheckpoint', 'filepath': '{val_loss:.99999f}'}          | callbacks[0].filepath   | may have fields
            {'type': 'ModelCheckpoint', 'filepath': '../x'}                        | callbacks[0].filepath   | may not lead out of it
            {'type': 'ModelCheckpoint', 'filepath': '{epoch}/../../x'}             | callbacks[0].filepath   | may not lead out of it
            {'type': 'ModelCheckpoint', 'filepath': 'final'}                       | callbacks[0].filepath   | trainer's own names
            {'type': 'ModelCheckpoint', 'filepath': './/start/'}                   | callbacks[0].filepath   | trainer's own names
            {'type': 'ModelCheckpoint', 'filepath': '/cancelled'}                  | callbacks[0].filepath   | trainer's own names
            {'type': 'ModelCheckpoint', 'filepath': 'stopped_early'}               | callbacks[0].filepath   | trainer's own names
            {'type': 'ModelCheckpoint', 'filepath': 'a\\u0000b{epoch}'}            | callbacks[0].filepath   | control characters
            {'type': 'ModelCheckpoint', 'filepath': '.'}                           | callbacks[0].filepath   | must name a file
            {'type': 'BackupAndRestore', 'backup_dir': 'final'}                    | callbacks[0].backup_dir | trainer's own names
            {'type': 'BackupAndRestore', 'backup_dir': '..'}                       | callbacks[0].backup_dir | may not lead out of it
            {'type': 'BackupAndRestore', 'backup_dir': 'b', 'save_freq': '0.0005s'} | callbacks[0].save_freq | 1 second or more
            {'type': 'CSVLogger', 'filename': 'a\\u0000b.csv'}                     | callbacks[0].filename   | control characters
            {'type': 'CSVLogger', 'filename': '.'}                                 | callbacks[0].filename   | must name a file
            {'type': 'CSVLogger', 'filename': '/some/where/victim.txt'}            | callbacks[0].filename   | may not begin with '/'
            {'type': 'CSVLogger', 'filename': '.recorded.json'}                    | callbacks[0].filename   | recorders reserve such names
            {'type': 'CSVLogger', 'filename': 'x/.recorded-csv-0.json'}            | callbacks[0].filename   | recorders reserve such names
            {'type': 'CSVLogger', 'filename': 'a.csv.recorded-csv.json'}           | callbacks[0].filename   | recorders reserve such names
            {'type': 'CSVLogger', 'filename': '.posted.json'}                      | callbacks[0].filename   | recorders reserve such names
            {'type': 'CSVLogger', 'filename': 'logs/events.out.tfevents.1.x'}      | callbacks[0].filename   | recorders reserve such names
            {'type': 'CSVLogger', 'filename': 'a.csv', 'separator': '\\n'}         | callbacks[0].separator  | must be one character
            {'type': 'CSVLogger', 'filename': 'a.csv', 'separator': ''}            | callbacks[0].separator  | must be one character
            {'type': 'TensorBoard', 'log_dir': '.recorded-x'}                      | callbacks[0].log_dir    | recorders reserve such names
            {'type': 'TensorBoard', 'update_freq': 0}                              | callbacks[0].update_freq | 1 or more
            {'type': 'RemoteMonitor', 'root': 'http://a b/'}                       | callbacks[0].root       | must name a host
            {'type': 'RemoteMonitor', 'root': 'http://u:secret@x'}                 | callbacks[0].root       | no user and password
            {'type': 'RemoteMonitor', 'headers': {'Host': 'x'}}                    | callbacks[0].headers.Host | the connection's own
            {'type': 'RemoteMonitor', 'headers': {'content-length': 1}}            | callbacks[0].headers.content-length | the connection's own
            {'type': 'RemoteMonitor', 'headers': {'a b': 'x'}}                     | callbacks[0].headers.a b | a name that HTTP allows
            {'type': 'RemoteMonitor', 'headers': {'X': 'a\\r\\nY: b'}}             | callbacks[0].headers.X  | without line ends
            {'type': 'RemoteMonitor', 'headers': {'X': {'y': 1}}}                  | callbacks[0].headers.X  | must be a text
            {'type': 'RemoteMonitor', 'timeout': 1e300}                            | callbacks[0].timeout    | from 0.1 to 30
            {'type': 'RemoteMonitor', 'timeout': 0.0001}                           | callbacks[0].timeout    | from 0.1 to 30
            {'type': 'RemoteMonitor', 'retries': 60}                               | callbacks[0].retries    | at most 10
            {'type': 'Alert', 'to': 'ops'}                                         | callbacks[0].on         | is required
            {'type': 'Alert', 'on': 'nan'}                                         | callbacks[0].to         | must name 1 to 10 destinations
            {'type': 'Alert', 'on': 'nan', 'to': 'http://10.0.0.1/'}               | callbacks[0].to[0]      | letters
            {'type': 'Alert', 'on': 'metric', 'to': 'ops'}                         | callbacks[0].when       | is required
            {'type': 'Alert', 'on': 'metric', 'when': 'a<b', 'to': 'ops'}          | callbacks[0].when       | such as "val_loss < 0.05"
            {'type': 'Alert', 'on': 'nan', 'to': 'ops', 'url': 'http://x'}         | callbacks[0].url        | is not known here
            {'type': 'Alert', 'on': 'nan', 'to': 'a'}, {'type': 'Alert', 'on': 'nan', 'to': 'b'} | callbacks[1].name | must differ from that of callbacks[0]
            {'type': 'TensorBoard'}, {'type': 'CSVLogger', 'filename': 'logs'}     | callbacks[1].filename   | may not be where callbacks[0] writes
            {'type': 'CSVLogger', 'filename': 'logs'}, {'type': 'TensorBoard'}     | callbacks[1].log_dir    | may not be where callbacks[0] writes
            {'type': 'TensorBoard'}, {'type': 'CSVLogger', 'filename': 'logs/train'} | callbacks[1].filename | may not be where callbacks[0] writes
            {'type': 'CSVLogger', 'filename': 'a'}, {'type': 'TensorBoard', 'log_dir': 'a/b'} | callbacks[1].log_dir | may not be where
            {'type': 'CSVLogger', 'filename': 'a'}, {'type': 'CSVLogger', 'filename': './a/'} | callbacks[1].filename | may not be where
            {'type': 'CSVLogger', 'filename': 'a/b'}, {'type': 'CSVLogger', 'filename': 'a'}  | callbacks[1].filename | may not be where
            {'type': 'TensorBoard'}, {'type': 'TensorBoard', 'log_dir': 'logs/.'}  | callbacks[1].log_dir    | may not be where
            """)
    void rejectsWhatWouldFailLater(String callbacks, String place, String reason) {
        assertThatThrownBy(() -> read(callbacks))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(place)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret")
                .hasMessageMatching("\\P{Cc}{1,1000}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {'type': 'ModelCheckpoint', 'filepath': '/tmp/ckpt/checkpoint.model.keras'}
            {'type': 'ModelCheckpoint', 'filepath': './best.keras'}
            {'type': 'ModelCheckpoint', 'filepath': 'logs//e{epoch:02d}-{val_loss:.4f}.keras'}
            {'type': 'CSVLogger', 'filename': 'modèle é..csv', 'separator': '\\t'}
            {'type': 'CSVLogger', 'filename': 'logs/training.log'}, {'type': 'TensorBoard'}
            {'type': 'RemoteMonitor', 'root': 'http://127.0.0.1:9009', 'path': '/publish/epoch end/'}
            {'type': 'RemoteMonitor', 'headers': {'Authorization': 'Bearer x', 'X-Run': 7}}
            {'type': 'BackupAndRestore', 'backup_dir': '/tmp/backup', 'save_freq': '1.5s'}
            {'type': 'Alert', 'on': 'nan', 'to': 'a'}, {'type': 'Alert', 'on': 'nan', 'to': ['a', 'b'], 'name': 'other'}
            {'type': 'Alert', 'on': 'run_overdue', 'after': '8h', 'to': 'ops'}
            """)
    void takesWhatKerasTakes(String callbacks) {
        assertThatCode(() -> read(callbacks)).doesNotThrowAnyException();
    }

    @Test
    void rejectsMoreCallbacksThanAVerdictCanHold() {
        List<Map<String, Object>> many = Collections.nCopies(19_500, Map.of("type", "TerminateOnNaN"));
        List<Map<String, Object>> large = List.of(Map.of("type", "EarlyStopping", "monitor", "x".repeat(200_000)));

        assertThatThrownBy(() -> read(many)).hasMessageContaining("callbacks may be at most 100; found 19500");
        assertThatThrownBy(() -> read(large)).hasMessageContaining("callbacks may have at most 131072 bytes");
    }

    @Test
    void rejectsWhatIsNoJson() {
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("type", null);

        assertThatThrownBy(() -> read(List.of(Map.of("type", "EarlyStopping", "x", itself))))
                .hasMessageContaining("nested more than 20 levels");
        assertThatThrownBy(() -> read(List.of(Map.of("type", "EarlyStopping", "x", new java.util.Date()))))
                .hasMessageContaining("needs quotation marks");
        assertThatThrownBy(() -> read(List.of(withNull))).hasMessageContaining("callbacks[0].type is required");
    }

    private static void read(String callbacks) throws Exception {
        read(Wire.JSON.readValue(
                "[" + callbacks.replace('\'', '"') + "]", new TypeReference<List<Map<String, Object>>>() {}));
    }

    private static void read(List<Map<String, Object>> callbacks) {
        RunSpec spec = Specs.with(List.of("accuracy"), callbacks);
        var unused = CallbackList.read(callbacks, TrainingParams.of(spec), CallbackProviders.NONE);
    }
}
