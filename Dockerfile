# The image that a build runs in: Debian slim, git, Terraform, the pinned plugins, tfgate. Nothing of
# a registry is chosen here: the base image comes by digest, Terraform by its hash, and providers.tf
# says which providers.
#
#   docker build \
#     --build-arg BASE=debian:bookworm-slim@sha256:… \
#     --build-arg TERRAFORM_URL=… --build-arg TERRAFORM_SHA256=… \
#     -t acme/tfgate .
#
# Beside this file lie target/tfgate (./mvnw package), the trust directory's gate.yaml, policies and
# plugins-manifest.yaml, and image/mirror, which holds providers.tf and, where the registry is reached
# by a way of your own, terraform.rc.
ARG BASE

FROM ${BASE} AS tools
ARG TERRAFORM_URL
ARG TERRAFORM_SHA256
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl unzip \
 && rm -rf /var/lib/apt/lists/*
RUN curl -fsSL -o /tmp/terraform.zip "$TERRAFORM_URL" \
 && echo "$TERRAFORM_SHA256  /tmp/terraform.zip" | sha256sum -c - \
 && unzip -q -d /usr/local/bin /tmp/terraform.zip terraform \
 && chmod 0755 /usr/local/bin/terraform
COPY image/mirror /mirror
# Terraform checks the vendor's signatures; packages are then unpacked, so that init links to them.
RUN cd /mirror \
 && if [ -f terraform.rc ]; then export TF_CLI_CONFIG_FILE=/mirror/terraform.rc; fi \
 && terraform providers mirror -platform=linux_amd64 /packed \
 && find /packed -name 'terraform-provider-*_linux_amd64.zip' | while read -r zip; do \
      name=${zip##*/}; version=${name%_linux_amd64.zip}; version=${version##*_}; \
      folder=/opt/terraform/plugins/${zip#/packed/}; \
      folder=${folder%/*}/$version/linux_amd64; \
      mkdir -p "$folder" && unzip -q -d "$folder" "$zip"; \
    done \
 && chmod -R go-w /opt/terraform
COPY target/tfgate /opt/tfgate
COPY gate.yaml plugins-manifest.yaml* /etc/tfgate/
COPY policies /etc/tfgate/policies
# The first build writes the manifest; where it is there already, nothing else may have come.
RUN if [ -f /etc/tfgate/plugins-manifest.yaml ]; then \
      /opt/tfgate/bin/tfgate plugins verify --terraform /usr/local/bin/terraform; \
    else \
      /opt/tfgate/bin/tfgate plugins pin --mode local --plugin-dir /opt/terraform/plugins \
        --terraform /usr/local/bin/terraform --output /etc/tfgate/plugins-manifest.yaml; \
    fi \
 && /opt/tfgate/bin/tfgate policy compile \
 && chmod -R a-w /etc/tfgate

FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin tfgate \
 && install -d -m 0700 -o tfgate -g tfgate /var/lib/tfgate
COPY --from=tools /usr/local/bin/terraform /usr/local/bin/terraform
COPY --from=tools /opt/terraform /opt/terraform
COPY --from=tools /opt/tfgate /opt/tfgate
COPY --from=tools /etc/tfgate /etc/tfgate
RUN ln -s /opt/tfgate/bin/tfgate /usr/local/bin/tfgate
# Everything that decides belongs to root; the build runs as somebody who can't change it.
USER tfgate
ENV TFGATE_MODE=ci
ENTRYPOINT ["/usr/local/bin/tfgate"]
