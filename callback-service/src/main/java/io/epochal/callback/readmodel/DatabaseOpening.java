package io.epochal.callback.readmodel;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/** How a database is opened, of either kind, and how its connections are made. */
final class DatabaseOpening {
    private static final Logger LOG = Logger.getLogger(DatabaseOpening.class);
    private static final int CONNECTIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** In seconds, of PostgreSQL's driver; the URL may say others. */
    private static final Map<String, String> LIMITS =
            Map.of("connectTimeout", "3", "socketTimeout", "60", "ApplicationName", "epochal");

    private DatabaseOpening() {}

    /** As {@link Database#open}. */
    static Database of(ReadModelPlace place) throws ReadModelException {
        return place instanceof ReadModelPlace.Shared shared
                ? shared(shared)
                : embedded((ReadModelPlace.Embedded) place);
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
            Database.close(folder);
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
}
