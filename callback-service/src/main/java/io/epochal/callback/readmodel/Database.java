package io.epochal.callback.readmodel;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The open database, with its tables. For any threads. */
public final class Database implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Database.class);
    private static final int CONNECTIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** In seconds, of PostgreSQL's driver; the URL may say others. */
    private static final Map<String, String> LIMITS =
            Map.of("connectTimeout", "3", "socketTimeout", "60", "ApplicationName", "epochal");

    /** Of H2: the file is damaged, or something in it has failed that never should. */
    private static final Set<Integer> DAMAGED = Set.of(50_000, 90_030);

    private final AgroalDataSource pool;
    private final Dialect dialect;
    private final @Nullable OwnFolder folder;
    private volatile boolean damaged;

    private Database(AgroalDataSource pool, Dialect dialect, @Nullable OwnFolder folder) {
        this.pool = pool;
        this.dialect = dialect;
        this.folder = folder;
    }

    /**
     * Opens it. Tables of an older version are made anew, and so are files that cannot be read.
     *
     * @throws ReadModelException where it is away, or of a newer version
     */
    public static Database open(ReadModelPlace place) throws ReadModelException {
        if (place instanceof ReadModelPlace.Shared shared) {
            return shared(shared);
        }
        return embedded((ReadModelPlace.Embedded) place);
    }

    private static Database shared(ReadModelPlace.Shared place) throws ReadModelException {
        Database opened = new Database(
                pool(Dialect.POSTGRESQL, place.url(), place.username(), place.password(), LIMITS),
                Dialect.POSTGRESQL,
                null);
        try {
            opened.makeReady();
            return opened;
        } catch (SQLException e) {
            opened.close();
            throw ReadModelException.of(e);
        } catch (ReadModelException e) {
            opened.close();
            throw e;
        }
    }

    private static Database embedded(ReadModelPlace.Embedded place) throws ReadModelException {
        OwnFolder folder = null;
        try {
            folder = OwnFolder.in(place.folder());
            try {
                return embedded(folder);
            } catch (SQLException | ReadModelException e) {
                LOG.warnf(
                        "the list of runs in %s is made anew, for it cannot be read: %s",
                        folder.path(), e.getMessage());
                folder.empty();
                return embedded(folder);
            }
        } catch (IOException | SQLException e) {
            close(folder);
            throw new ReadModelException("the files of the list cannot be used: " + e.getMessage(), e);
        }
    }

    private static Database embedded(OwnFolder folder) throws SQLException, ReadModelException {
        // The folder is locked already; the cache has 8 MB.
        String url = "jdbc:h2:file:" + folder.path().toAbsolutePath().resolve("runs")
                + ";FILE_LOCK=NO;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=8192;QUERY_CACHE_SIZE=64;TRACE_LEVEL_FILE=0";
        Database opened = new Database(pool(Dialect.H2, url, "", "", Map.of()), Dialect.H2, folder);
        try {
            opened.makeReady();
            return opened;
        } catch (SQLException | ReadModelException e) {
            opened.closePool();
            throw e;
        }
    }

    private static AgroalDataSource pool(
            Dialect dialect, String url, String username, String password, Map<String, String> properties) {
        AgroalDataSourceConfigurationSupplier settings = new AgroalDataSourceConfigurationSupplier();
        settings.metricsEnabled(false).connectionPoolConfiguration(pool -> pool.maxSize(CONNECTIONS)
                .acquisitionTimeout(PATIENCE)
                .connectionValidator(ConnectionValidator.defaultValidator())
                .validateOnBorrow(true)
                .connectionFactoryConfiguration(factory -> {
                    factory.jdbcUrl(url).connectionProviderClass(dialect.driver());
                    properties.forEach(factory::jdbcProperty);
                    if (!username.isEmpty()) {
                        factory.principal(new NamePrincipal(username)).credential(new SimplePassword(password));
                    }
                    return factory;
                }));
        try {
            return AgroalDataSource.from(settings);
        } catch (SQLException e) {
            throw new IllegalStateException("a pool without connections has failed", e);
        }
    }

    private void makeReady() throws SQLException, ReadModelException {
        try (Connection connection = pool.getConnection()) {
            int version = Schema.version(connection);
            if (version > Schema.VERSION) {
                throw new ReadModelException(
                        "the tables of the list are of version " + version + ", and this service knows "
                                + Schema.VERSION + ": a newer one uses them",
                        null);
            } else if (version < Schema.VERSION) {
                connection.setAutoCommit(false);
                Schema.make(connection, dialect);
                connection.commit();
            }
        }
    }

    /** Whether several processes may use it. */
    public boolean isShared() {
        return folder == null;
    }

    /** Whether it must be opened again, since its files are damaged. */
    public boolean isDamaged() {
        return damaged;
    }

    /** What some queries return. */
    <T> T read(Sql.Work<T> work) throws ReadModelException {
        try (Connection connection = pool.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Does all of this or nothing; nothing where it returns false. */
    boolean write(Sql.Work<Boolean> work) throws ReadModelException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                done = work.on(connection);
                if (done) {
                    connection.commit();
                }
                return done;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private ReadModelException failed(SQLException fault) {
        // An interrupt closes H2's file, which is well.
        damaged |= folder != null && !Thread.currentThread().isInterrupted() && DAMAGED.contains(fault.getErrorCode());
        return ReadModelException.of(fault);
    }

    /** Closes it, and deletes files that are damaged. */
    @Override
    public void close() {
        closePool();
        if (folder != null && damaged) {
            try {
                folder.empty();
            } catch (IOException e) {
                LOG.warnf("%s cannot be deleted: %s", folder.path(), e.getMessage());
            }
        }
        close(folder);
    }

    private void closePool() {
        if (folder != null) {
            try (Connection connection = pool.getConnection()) {
                Sql.update(connection, "SHUTDOWN");
            } catch (SQLException e) {
                LOG.debugf("the database of the list was not closed: %s", e.getMessage());
            }
        }
        pool.close();
    }

    private static void close(@Nullable OwnFolder folder) {
        if (folder != null) {
            try {
                folder.close();
            } catch (IOException e) {
                LOG.debugf("%s stays locked: %s", folder.path(), e.getMessage());
            }
        }
    }
}
