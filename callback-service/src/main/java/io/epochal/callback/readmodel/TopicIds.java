package io.epochal.callback.readmodel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Of which topics the tables are made: one that is deleted and created again has another id, and other records. */
public record TopicIds(Database database) {
    /**
     * Stores these ids. Where a topic had another one, all rows that the writer has made of these topics are deleted before, and where
     * they were read to: then they are read anew. Returns whether that is so.
     *
     * @param now the broker's ids, by the topics' names
     */
    public boolean compare(Map<String, String> now, TableWriter writer) throws ReadModelException {
        Map<String, String> known = new HashMap<>();
        database.read(connection -> Sql.query(
                connection,
                "SELECT name, topic_id FROM epochal_topic",
                List.of(),
                row -> known.put(row.getString(1), row.getString(2))));
        boolean anew = now.entrySet().stream()
                .anyMatch(one ->
                        known.containsKey(one.getKey()) && !one.getValue().equals(known.get(one.getKey())));
        if (anew) {
            writer.clear();
        }
        if (anew || !known.entrySet().containsAll(now.entrySet())) {
            database.write(connection -> {
                for (Map.Entry<String, String> one : now.entrySet()) {
                    Sql.update(connection, "DELETE FROM epochal_topic WHERE name = ?", one.getKey());
                    Sql.update(
                            connection,
                            "INSERT INTO epochal_topic (name, topic_id) VALUES (?, ?)",
                            one.getKey(),
                            one.getValue());
                    if (anew) {
                        Sql.update(connection, "DELETE FROM epochal_place WHERE topic = ?", one.getKey());
                    }
                }
                return true;
            });
        }
        return anew;
    }
}
