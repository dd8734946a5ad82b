package fi.kiinni.query.page;

import org.springframework.context.annotation.Configuration;
import org.thymeleaf.cache.StandardCacheManager;
import org.thymeleaf.spring6.SpringWebFluxTemplateEngine;

/**
 * How templates are evaluated. Thymeleaf keeps 500 parsed expressions unless it is told otherwise, and the pages have
 * more than twice as many: each page would parse again what the one before drove out.
 */
@Configuration(proxyBeanMethods = false)
class Templates {

    private static final int EXPRESSIONS = 5_000;

    Templates(SpringWebFluxTemplateEngine engine) {
        StandardCacheManager cache = new StandardCacheManager();
        cache.setExpressionCacheMaxSize(EXPRESSIONS);
        engine.setCacheManager(cache);
    }
}
