# Untried: written beside the code, not yet built or run. See docs/production.md.
FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /app

COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY src ./src
COPY views ./views
COPY public ./public

USER node
EXPOSE 3000
HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# What `npm start` runs, without npm between: npm ends on SIGTERM before the tool has finished what is under way.
CMD ["node", "--import", "tsx", "src/main.ts"]
