import { type Form, isBlank, listed, malformed, parsed, type Read } from "./form.ts";

/**
 * Services for which the vendors' own packages take endpoints and this one does not. A stack may have configured them;
 * any other key is a mistake. As written there (terraform-provider-alicloud, provider.go, `endpoints`;
 * terraform-provider-huaweicloud, config/endpoints.go), without `_` and `-`.
 */
export const OTHER_ALIBABA_SERVICES: ReadonlySet<string> = words(`
  acr actiontrail adb alb alidfs alidns alikafka apigateway arms bastionhost beebot bpstudio brainindustrial bssopenapi
  cas cassandra cbn cbs cddc cdn cds chatbot clickhouse cloudauth cloudcontrol cloudfirewall cloudfw cloudphone cloudsso
  cms computenest config cr cs das datahub dataworkspublic dbfs dcdn dds ddosbasic ddosbgp ddoscoo devopsrdc dg dm
  dmsenterprise dns drds dts dysms dysmsapi eais ebs eci edas edasschedulerx edsuser eflo eflocnp ehpc ehs eipanycast
  elasticsearch emr ens esa ess eventbridge fc fnf ga gaplus gds governance gpdb gwsecd hbr hcssgw hitsdb imm imp ims iot
  kms kvstore location log market maxcompute mhub mns mscopensubscription mse nas nlb oceanbase ons onsproxy oos
  opensearch oss ots paistudio polardb privatelink pvtz quickbi quotas ram rds realtimecompute redisa resourcemanager
  ressharing rkvstore ros sas scdn sddp selectdb serverless servicecatalog servicemesh sgw slb sls smartag srvcatalog
  swas tag vod vpcpeer vs waf wafopenapi
`);
export const OTHER_HUAWEI_SERVICES: ReadonlySet<string> = words(`
  aad antiddos aom aos apig apigv2 apm as autoscaling bcs bms bss bssv2 cae cbh cbr cc cce cceaddon ccev1 ccm cci
  cciv1bata cdm cdn ces cfw cloudtable cmdb cnad codearts codehub coc compute cph cpts cs csbs cse css cts dataarts
  dbss dc dcs dcsv1 dds deh dis disv3 dli dliv2 dms dmsv2 dns dnsregion drs dsc dws dwsv2 ecs ecsv11 ecsv21 elb elbv2
  elbv3 eps er esw evs evsv21 fgs fwv2 ga gaussdb geminidb geminidbv31 ges hss iamnoversion identity identitycenter iec
  ims iotda kms kmsv1 kmsv3 koogallery kps live lts lakeformation meeting mls modelarts modelartsv2 mpc mrs mrsv2 nat
  natv2 networkv2 obs oms opengauss organizations projectman ram rds rdsv1 rfs rgc rms rts scm sdrs secmaster
  servicestage servicestagev2 sfs sfsturbo sms smn smntag sts swr tms vbs vod vpc vpcep vpcv3 vpn waf wafdedicated
  workspace
`);

/** Endpoints by service: an object, or a list of objects as the vendors' packages have it. */
export function endpointsOf<Of extends Readonly<Record<string, Form<string>>>>(
  services: Of,
  others: ReadonlySet<string>,
): Form<{ readonly [Key in keyof Of]?: Read<Of[Key]> }> & { readonly fields: Of } {
  return {
    fields: services,
    read: (value, key, isLater = () => false) => {
      const whole = parsed(value, key);
      const parts: readonly unknown[] = Array.isArray(whole) ? whole : [whole];
      const read: Record<string, string> = {};
      for (const part of parts) {
        if (isLater(part)) continue;
        if (typeof part !== "object" || part === null || Array.isArray(part)) {
          throw malformed(key, `must be an object with ${listed(Object.keys(services))}, or a list of them`);
        }
        for (const [service, address] of Object.entries(part)) {
          const form = Object.hasOwn(services, service) ? services[service] : undefined;
          if (form === undefined) {
            if (others.has(service.replaceAll(/[_-]/g, "").toLowerCase())) continue;
            throw malformed(
              `${key}.${service}`,
              `is not known here; ${key} may have ${listed(Object.keys(services))}`,
            );
          }
          if (!isBlank(address) && !isLater(address)) read[service] = form.read(address, `${key}.${service}`);
        }
      }
      return read as { readonly [Key in keyof Of]?: Read<Of[Key]> };
    },
  };
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
